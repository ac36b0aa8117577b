"""Macros as callers see them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.automation.actions import Actions, AutomationAction
from app.core.http.listing import ListQuery
from app.core.values.wire import UNCHANGED, In, Instant, Line, Out, OwnId, Prose, StrictBool, Update

_NAME = "Name of the macro; need not be unique."
_ACTIONS = (
    "What is done, in this order; all of it or, if one action is refused, none of it. At most one"
    " action writes to the requester."
)


class Macro(Out):
    """Actions that an agent applies to a ticket in one step, such as a canned reply."""

    id: UUID
    name: str = Field(description=_NAME)
    person_id: UUID | None = Field(
        description="The person whose own macro it is. Null: it is shared by a team or by the whole"
        " desk."
    )
    team_id: UUID | None = Field(
        description="The team that shares it. Null: it is a person's own, or shared by the whole"
        " desk."
    )
    actions: list[AutomationAction] = Field(description=_ACTIONS)
    created_at: Instant
    version: int


class MacroQuery(ListQuery):
    """Order of the list of macros."""

    sort: Literal["name"] = "name"


class MacroCreate(In):
    """A new macro, for the caller alone, for a team or for the whole desk."""

    id: OwnId | None = Field(None, description="A client may bring its own (UUID version 7).")
    name: Line = Field(description=_NAME)
    shared: StrictBool = Field(
        False,
        description="Whether the whole desk shares it, which needs the permission `tickets:lead`;"
        " not together with `team_id`. False: the caller alone, or the team, uses it.",
    )
    team_id: UUID | None = Field(
        None,
        description="The team that shares it, which needs the permission `tickets:lead`. Null: no"
        " team.",
    )
    actions: Actions = Field(description=_ACTIONS)


class MacroUpdate(Update):
    """Changes to a macro. A shared one needs the permission `tickets:lead`."""

    name: Annotated[Line, Field(description=_NAME)] = UNCHANGED
    actions: Annotated[Actions, Field(description=f"{_ACTIONS} Replaces all of them.")] = UNCHANGED


class MacroPreview(Out):
    """Preview of a macro in a ticket, for the agent to read and edit before applying it."""

    macro_id: UUID
    reply: str | None = Field(
        description="What the requester would read, with placeholders replaced. Null: the macro"
        " writes no reply."
    )
    actions: list[AutomationAction] = Field(
        description="The actions of the macro, with placeholders replaced as for this ticket."
    )


class MacroApply(In):
    """Application of a macro to a ticket."""

    reply: Prose | None = Field(
        None,
        description="Text that the agent wrote instead of the macro's, for its `reply` or `solve`"
        " action. Null: the text of the macro.",
    )
    id: OwnId | None = Field(
        None,
        description="Id of the message that a `reply` action writes; a client may bring its own"
        " (UUID version 7).",
    )
