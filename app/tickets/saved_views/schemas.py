"""Saved views as callers see them."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import UNCHANGED, In, Line, Out, OwnId, StrictBool, Update

_NAME = "Name of the view; need not be unique."
_QUERY = (
    "Parameters of `listTickets` by name, lists as JSON arrays, without `cursor` and `limit`."
    ' Example: `{"view": "open", "assignee_id": ["me"]}`.'
)


class SavedView(Out):
    """A list of tickets with filters that is kept under a name."""

    id: UUID
    name: str = Field(description=_NAME)
    person_id: UUID | None = Field(
        description="The person whose own view it is. Null: it is shared by the whole desk."
    )
    query: dict[str, Any] = Field(description=_QUERY)
    version: int


class SavedViewQuery(ListQuery):
    """Order of the list of saved views."""

    sort: Literal["name"] = "name"


class SavedViewCreate(In):
    """A new saved view, for the caller alone or for the whole desk."""

    id: OwnId | None = None
    name: Line = Field(description=_NAME)
    shared: StrictBool = Field(
        False,
        description="Whether the whole desk shares it, which needs the permission `tickets:lead`."
        " False: only the caller sees it.",
    )
    query: dict[str, Any] = Field(description=_QUERY)


class SavedViewUpdate(Update):
    """Changes to a saved view. A shared one needs the permission `tickets:lead`."""

    name: Annotated[Line, Field(description=_NAME)] = UNCHANGED
    query: Annotated[dict[str, Any], Field(description=_QUERY)] = UNCHANGED
