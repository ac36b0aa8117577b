"""Teams as callers see them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import UNCHANGED, In, Line, Out, OwnId, Update

_NAME = "Name of the team, unique within the organization."
_MEMBERS = "People in the team, in no order."
_NEW_MEMBERS = "People in the team, 500 at most. An update replaces the whole list."


class Team(Out):
    """A team of agents who share tickets."""

    id: UUID
    name: str = Field(description=_NAME)
    member_ids: list[UUID] = Field(description=_MEMBERS)
    version: int


class TeamQuery(ListQuery):
    """Order of the list of teams."""

    sort: Literal["name"] = "name"


class TeamCreate(In):
    """A new team with its members."""

    id: OwnId | None = None
    name: Line = Field(description=_NAME)
    member_ids: Annotated[list[UUID], Field(max_length=500)] = Field(
        default_factory=list, description=_NEW_MEMBERS
    )


class TeamUpdate(Update):
    """Changes to a team."""

    name: Annotated[Line, Field(description=_NAME)] = UNCHANGED
    member_ids: Annotated[list[UUID], Field(max_length=500, description=_NEW_MEMBERS)] = UNCHANGED
