"""Ratings as callers see them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import UNCHANGED, In, Instant, Out, Prose, StrictInt, Update
from app.ratings.models import RatingSource

Stars = Annotated[StrictInt, Field(ge=1, le=5, description="1: bad. 5: excellent.")]
Comment = Annotated[Prose, Field(max_length=2000)]


class RatingRevision(Out):
    stars: int
    comment: str | None
    replaced_at: Instant


class Rating(Out):
    id: UUID
    ticket_id: UUID
    cycle: int = Field(description="Counts from 1; each reopening of the ticket begins another.")
    stars: int
    comment: str | None
    agent_id: UUID | None = Field(description="Who had the ticket when it was rated.")
    agent_name: str | None
    team_id: UUID | None
    rated_by_id: UUID
    source: RatingSource
    editable_until: Instant
    history: list[RatingRevision] = Field(description="What it said before, oldest first.")
    created_at: Instant
    version: int


class TicketRatings(Out):
    """Whether the ticket can be rated now, and how it was."""

    available: bool = Field(description="Whether the requester may rate this cycle now.")
    cycle: int
    rating: Rating | None = Field(description="Of this cycle.")
    earlier: list[Rating] = Field(description="Of the cycles before, newest first.")


class RatingQuery(ListQuery):
    sort: Literal["-created_at", "created_at"] = "-created_at"
    stars: Annotated[int | None, Field(ge=1, le=5)] = None
    agent_id: UUID | None = None


class RatingCreate(In):
    stars: Stars
    comment: Comment | None = None


class RatingUpdate(Update):
    stars: Stars = UNCHANGED
    comment: Comment | None = UNCHANGED
    clear: list[Literal["comment"]] = Field(default_factory=list)
