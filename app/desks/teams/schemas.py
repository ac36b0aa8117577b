"""Teams as callers see them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import UNCHANGED, In, Line, Out, Update


class Team(Out):
    id: UUID
    name: str
    member_ids: list[UUID]
    version: int


class TeamQuery(ListQuery):
    sort: Literal["name"] = "name"


class TeamCreate(In):
    id: UUID | None = None
    name: Line
    member_ids: Annotated[list[UUID], Field(max_length=500)] = Field(default_factory=list)


class TeamUpdate(Update):
    name: Line = UNCHANGED
    member_ids: Annotated[list[UUID], Field(max_length=500)] = UNCHANGED
