"""Saved views as callers see them."""

from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import UNCHANGED, In, Line, Out, StrictBool, Update


class SavedView(Out):
    id: UUID
    name: str
    person_id: UUID | None = Field(description="Whose own it is; null: the whole desk's.")
    query: dict[str, Any]
    version: int


class SavedViewQuery(ListQuery):
    sort: Literal["name"] = "name"


class SavedViewCreate(In):
    id: UUID | None = None
    name: Line
    shared: StrictBool = Field(False, description="For the whole desk; leads only.")
    query: dict[str, Any] = Field(description="Parameters of `listTickets`.")


class SavedViewUpdate(Update):
    name: Line = UNCHANGED
    query: dict[str, Any] = UNCHANGED
