"""A timeline as callers see it."""

from typing import Any
from uuid import UUID

from pydantic import Field

from app.core.values.wire import Instant, Out


class TimelineEntry(Out):
    seq: int
    name: str = Field(description="Name of the event; new ones may appear.")
    label: str = Field(description="The event in words, in the caller's language.")
    actor_id: UUID | None
    actor_name: str | None = Field(description="Null: the system.")
    occurred_at: Instant
    detail: str | None = Field(description="What in particular, in a few words.")
    latitude: float | None = Field(description="Where, if whoever did it knows.")
    longitude: float | None
    data: dict[str, Any]


class Timeline(Out):
    items: list[TimelineEntry]
