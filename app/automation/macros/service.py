"""Macros: actions that an agent applies to a ticket at once."""

import json
from typing import Any
from uuid import UUID

from app.automation.actions import Edited, check_references, filled_in, perform
from app.automation.macros.reads import MACRO_ACTIONS
from app.automation.macros.schemas import MacroApply, MacroCreate, MacroUpdate
from app.automation.models import Macro
from app.core.data.database import TenantSession
from app.core.data.reading import Rows
from app.core.values.errors import NotFound, ValidationFailed
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.core.values.wire import apply
from app.desks.models import Team
from app.tickets.models import Ticket


async def create_macro(session: TenantSession, new: MacroCreate) -> Macro:
    """Keep it for oneself, or as a lead for a team or the whole desk."""
    if new.shared and new.team_id is not None:
        detail = N_("It is for the whole desk or for one team.")
        raise ValidationFailed.at("team_id", "shared", detail)
    is_own = not new.shared and new.team_id is None
    if not is_own:
        session.actor.require("tickets:lead")
    if new.team_id is not None:
        await session.refer(Team, new.team_id, "team_id")
    await check_references(session, new.actions)
    macro = Macro(
        id=new.id or new_id(),
        name=new.name,
        person_id=session.actor.person_id if is_own else None,
        team_id=new.team_id,
        actions=[action.model_dump(mode="json") for action in new.actions],
    )
    session.add(macro)
    return macro


async def update_macro(session: TenantSession, macro: Macro, change: MacroUpdate) -> None:
    _check_owner(session, macro)
    wanted = change.model_dump(mode="json", exclude_unset=True)
    if "actions" in wanted:
        await check_references(session, change.actions)
    apply(macro, wanted)


async def delete_macro(session: TenantSession, macro: Macro) -> None:
    _check_owner(session, macro)
    await session.delete(macro)


async def preview(source: Rows, ticket_id: UUID, macro_id: UUID) -> list[dict[str, Any]]:
    """Actions of the macro for this ticket, with its texts filled in."""
    found = await source.row(MACRO_ACTIONS, id=macro_id)
    if found is None:
        raise NotFound
    return await filled_in(source, ticket_id, json.loads(found["actions"]))


async def apply_macro(
    session: TenantSession, ticket: Ticket, macro_id: UUID, how: MacroApply
) -> None:
    """Do all that the macro says, or nothing of it."""
    edited = Edited(how.reply, how.id)
    for action in await preview(session, ticket.id, macro_id):
        await perform(session, ticket, action, edited)


def _check_owner(session: TenantSession, macro: Macro) -> None:
    if macro.person_id is None:
        session.actor.require("tickets:lead")
