"""Dialogs of a process in a ticket: submitting one leads to the next activity."""

from typing import Any
from uuid import UUID

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.security.actors import Actor
from app.core.values.errors import NotFound, PermissionMissing, Refusal
from app.core.values.text import N_
from app.desks.models import TicketStatus
from app.forms.effective_schema.service import Role
from app.forms.entry.service import check_fields
from app.forms.models import Activity, ActivityDialog, Audience
from app.forms.process_steps.service import advance, dialogs_open
from app.tickets.dialogs import schemas
from app.tickets.events import TicketAdvanced, TicketUpdated
from app.tickets.lifecycle.service import move
from app.tickets.models import AuthorKind, Priority, PrioritySource, Ticket


class ActivityChanged(Refusal):
    """The process has moved on since the dialog was opened; `activity_id` says where to."""

    title = N_("The process has moved on")
    advice = N_("Read the dialogs of the ticket again.")


def audience_in(actor: Actor, ticket: Ticket) -> Role:
    return "agent" if ticket.side_of(actor) is AuthorKind.AGENT else "requester"


async def submit(
    session: TenantSession, ticket: Ticket, dialog_id: UUID, new: schemas.DialogSubmit
) -> None:
    """Submit a dialog: what was filled in is checked, and the process may move on."""
    ticket.require_writable()
    dialog = await session.fetch(ActivityDialog, dialog_id)
    activity = await session.fetch(Activity, dialog.activity_id)
    if activity.process_id != ticket.process_id:
        raise NotFound
    audience = audience_in(session.actor, ticket)
    if dialog.audience not in (Audience.BOTH, Audience(audience)):
        raise PermissionMissing(N_("This step is not for you."))
    if ticket.activity_id != dialog.activity_id or new.activity_id != dialog.activity_id:
        raise ActivityChanged(activity_id=ticket.activity_id)
    assert ticket.process_id is not None
    open_now = {
        found.id: found
        for found in await dialogs_open(session, ticket.process_id, dialog.activity_id, audience)
    }
    if dialog.id not in open_now:
        raise NotFound
    version_id = open_now[dialog.id].form_version_id
    await check_fields(session, version_id, new.fields, audience=audience, phase="create")
    snapshot = {"status": str(ticket.status), "priority": str(ticket.priority)}
    step = await advance(session, ticket.process_id, dialog.activity_id, new.fields, snapshot)
    ticket.fields = (ticket.fields or {}) | new.fields
    ticket.activity_id = step.activity_id
    for action in step.actions:
        await _act(session, ticket, action)
    announce(
        session,
        TicketAdvanced(
            ticket_id=ticket.id,
            dialog_id=dialog.id,
            activity_before_id=dialog.activity_id,
            activity_after_id=step.activity_id,
        ),
    )


async def _act(session: TenantSession, ticket: Ticket, action: dict[str, Any]) -> None:
    """Apply the side effects of a transition to the ticket."""
    if action["type"] == "set_priority":
        ticket.priority = Priority(action["value"])
        ticket.priority_source = PrioritySource.RULE
        announce(
            session,
            TicketUpdated(ticket_id=ticket.id, fields=["priority"], priority=ticket.priority),
        )
    elif action["type"] == "set_status":
        await move(session, ticket, TicketStatus(action["value"]))
