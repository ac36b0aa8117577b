"""Macros as callers see them."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.automation.actions import Action, Actions
from app.core.http.listing import ListQuery
from app.core.values.wire import UNCHANGED, In, Instant, Line, Out, Prose, StrictBool, Update


class Macro(Out):
    id: UUID
    name: str
    person_id: UUID | None = Field(description="Whose own it is; null: the team's, or the desk's.")
    team_id: UUID | None
    actions: list[Action]
    created_at: Instant
    version: int


class MacroQuery(ListQuery):
    sort: Literal["name"] = "name"


class MacroCreate(In):
    id: UUID | None = Field(None, description="A client may bring its own (UUID version 7).")
    name: Line
    shared: StrictBool = Field(False, description="For the whole desk; leads only.")
    team_id: UUID | None = Field(None, description="For a team; leads only.")
    actions: Actions


class MacroUpdate(Update):
    name: Line = UNCHANGED
    actions: Actions = UNCHANGED


class MacroPreview(Out):
    """What a macro would do in this ticket, for the agent to look at and edit."""

    macro_id: UUID
    reply: str | None = Field(description="What the requester would read.")
    actions: list[Action]


class MacroApply(In):
    reply: Prose | None = Field(
        None, description="What the agent made of the text; null: as the macro says."
    )
    id: UUID | None = Field(None, description="Of the reply that it writes (UUID version 7).")
