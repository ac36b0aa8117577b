"""Calendar feeds as callers see them."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import IdOrMe, In, Instant, Line, Out, OwnId

_NAME = "Name of the feed, such as the calendar program that reads it."


class AgendaFeed(Out):
    """A calendar feed of a technician's agenda, without its address."""

    id: UUID
    person_id: UUID = Field(description="The technician whose agenda it is.")
    name: str = Field(description=_NAME)
    revoked_at: Instant | None = Field(
        description="Time at which the feed was revoked. Null: it was not."
    )
    version: int
    created_at: Instant
    updated_at: Instant


class AgendaFeedWithUrl(AgendaFeed):
    """A calendar feed that was just created, with its address."""

    url: str = Field(
        description="Address for a calendar program. Whoever has it reads the agenda without"
        " signing in; only this answer contains it."
    )


class AgendaFeedCreate(In):
    """A new calendar feed of the caller's agenda."""

    id: OwnId | None = None
    name: Line = Field(description=_NAME)


class AgendaFeedQuery(ListQuery):
    """Filters and order of the list of calendar feeds."""

    sort: Literal["-created_at", "created_at"] = "-created_at"
    person_id: list[IdOrMe] | None = Field(
        None, description="Only feeds of these technicians; `me` is the caller."
    )
