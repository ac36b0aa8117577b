"""Ratings as callers see them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import UNCHANGED, In, Instant, Out, Prose, StrictInt, Update
from app.ratings.models import RatingSource

_STARS = "Rating in stars: 1 (bad) to 5 (excellent)."
_COMMENT = "What the requester wrote about it. Null: nothing."
_CYCLE = "Resolution cycle of the ticket, counted from 1; each reopening begins another."

Stars = Annotated[StrictInt, Field(ge=1, le=5, description=_STARS)]
Comment = Annotated[Prose, Field(max_length=2000)]


class RatingRevision(Out):
    """Earlier values of a rating that was changed."""

    stars: int = Field(description=_STARS)
    comment: str | None = Field(description=_COMMENT)
    replaced_at: Instant = Field(description="When it was changed.")


class Rating(Out):
    """One to five stars for one resolution cycle of a ticket, given by the requester."""

    id: UUID
    ticket_id: UUID
    cycle: int = Field(description=_CYCLE)
    stars: int = Field(description=_STARS)
    comment: str | None = Field(description=_COMMENT)
    agent_id: UUID | None = Field(
        description="The agent that the ticket was assigned to when it was rated. Null: nobody."
    )
    agent_name: str | None = Field(description="Name of that agent. Null: nobody.")
    team_id: UUID | None = Field(description="Team of the ticket when it was rated. Null: no team.")
    rated_by_id: UUID = Field(
        description="The person who rated: the requester, or an administrator of the customer if"
        " the requester has left."
    )
    source: RatingSource = Field(description="Where it was given.")
    editable_until: Instant = Field(
        description="Until when it can be changed, by the setting of the desk."
    )
    history: list[RatingRevision] = Field(
        description="What the rating was before it was changed, oldest first."
    )
    created_at: Instant
    version: int


class TicketRatings(Out):
    """The ratings of a ticket, and whether the current cycle can be rated now."""

    available: bool = Field(
        description="Whether the requester can rate the current cycle now: it is not rated yet, and"
        " the desk has replied or the ticket is solved or closed."
    )
    cycle: int = Field(description=f"Current cycle. {_CYCLE}")
    rating: Rating | None = Field(description="Rating of the current cycle. Null: not rated.")
    earlier: list[Rating] = Field(description="Ratings of the cycles before, newest first.")


class RatingQuery(ListQuery):
    """Filters and order of the list of ratings."""

    sort: Literal["-created_at", "created_at"] = "-created_at"
    stars: list[Annotated[int, Field(ge=1, le=5)]] | None = Field(
        None, description="Only ratings with one of these numbers of stars, 1 to 5."
    )
    agent_id: UUID | None = Field(
        None, description="Only ratings of tickets that were assigned to this agent."
    )
    created_after: Instant | None = Field(None, description="Given at this time or later.")
    created_before: Instant | None = Field(None, description="Given before this time.")


class RatingCreate(In):
    """The rating of the current cycle of a ticket. Each cycle can be rated once."""

    stars: Stars
    comment: Comment | None = Field(None, description=_COMMENT)


class RatingUpdate(Update):
    """Changes to the rating of the current cycle, possible until `editable_until`."""

    stars: Stars = UNCHANGED
    comment: Annotated[Comment | None, Field(description=_COMMENT)] = UNCHANGED
    clear: list[Literal["comment"]] = Field(default_factory=list)
