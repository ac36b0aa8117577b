"""A timeline as callers see it."""

from typing import Any
from uuid import UUID

from pydantic import Field

from app.core.values.wire import Instant, Out

EVENT_NAME = "Name of the event, such as `order.closed`. New ones may be added."
EVENT_LABEL = "The event in words, in the language of the caller."
EVENT_DATA = "Facts of the event; which ones depends on `name`. New ones may be added."
ACTOR_NAME = "Present name of the actor. Null: the system."


class TimelineEntry(Out):
    """An event in the timeline of one thing, such as an order or a ticket."""

    seq: int = Field(
        description="Number of the event in the organization; it grows within a timeline, with"
        " gaps."
    )
    name: str = Field(description=EVENT_NAME)
    label: str = Field(description=EVENT_LABEL)
    actor_id: UUID | None = Field(
        description="Person or service account that acted. Null: the system."
    )
    actor_name: str | None = Field(description=ACTOR_NAME)
    occurred_at: Instant = Field(description="Time at which the event was saved.")
    detail: str | None = Field(
        description="Details in a few words, such as a reason. Null: there are none."
    )
    latitude: float | None = Field(
        description="Latitude at which it happened, in degrees (WGS 84). Null: not known."
    )
    longitude: float | None = Field(
        description="Longitude at which it happened, in degrees (WGS 84). Null: not known."
    )
    data: dict[str, Any] = Field(description=EVENT_DATA)


class Timeline(Out):
    """The timeline of one thing: its first 500 events at most."""

    items: list[TimelineEntry] = Field(description="Events, oldest first.")
