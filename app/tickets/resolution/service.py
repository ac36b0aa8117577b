"""Resolution of tickets: solving, reopening, and what a ticket waits for."""

from collections.abc import Sequence
from uuid import UUID

from app.catalog.service import require_codes
from app.core.data.database import TenantSession
from app.core.values.clock import now
from app.core.values.errors import InvalidTransition
from app.desks.models import Desk, TicketStatus
from app.desks.status_names.service import require_status_name
from app.tickets.attachments.service import attach_existing
from app.tickets.lifecycle.service import move
from app.tickets.messages import service as messages
from app.tickets.models import (
    AuthorKind,
    Ticket,
)
from app.tickets.reply_drafts.service import use_draft
from app.tickets.resolution.schemas import TicketSolve, TicketTransition
from app.tickets.service import check_ticket_fields


async def solve_ticket(
    session: TenantSession,
    ticket: Ticket,
    how: TicketSolve,
    *,
    photos: Sequence[UUID] = (),
    broadcast_id: UUID | None = None,
) -> None:
    """Mark as solved; the details are the reply that the other side reads.

    The requester may say so too: then nothing is asked of them beside a word.
    """
    ticket.require_writable()
    if ticket.is_finished():
        raise InvalidTransition(ticket.status, ["reopen"])
    side = ticket.side_of(session.actor)
    if side in (AuthorKind.REQUESTER, AuthorKind.PARTICIPANT):
        await messages.write_reply(session, ticket, how.details, author_kind=side, solves=True)
        await move(session, ticket, TicketStatus.SOLVED, by_requester=True)
        return
    await require_codes(session, how.cause_code_id, how.solution_code_id)
    fields = (ticket.fields or {}) | (how.fields or {})
    await check_ticket_fields(session, ticket, fields, phase="solve")
    if how.fields:
        ticket.fields = fields
    ticket.cause_code_id = how.cause_code_id or ticket.cause_code_id
    ticket.solution_code_id = how.solution_code_id or ticket.solution_code_id
    ticket.solution_details = how.details
    if ticket.assignee_id is None and session.actor.person_id is not None:
        ticket.assignee_id, ticket.assigned_at = session.actor.person_id, now()
    message = await messages.write_reply(
        session, ticket, how.details, solves=True, broadcast_id=broadcast_id
    )
    await attach_existing(
        session, message, [*photos, *await use_draft(session, ticket, how.draft_id)]
    )
    await move(session, ticket, TicketStatus.SOLVED)


async def reopen_ticket(session: TenantSession, ticket: Ticket) -> None:
    """Take a finished ticket up again: the desk always, the requester within the window."""
    ticket.require_writable()
    if not ticket.is_finished():
        raise InvalidTransition(ticket.status, ["solve"])
    if ticket.side_of(session.actor) is not AuthorKind.AGENT:
        desk = await session.fetch(Desk, ticket.desk_id)
        if ticket.is_spam or ticket.is_beyond_reopening(desk.reopen_window_days):
            raise InvalidTransition(ticket.status, ["reply"])
    await move(session, ticket, TicketStatus.OPEN)


async def transition(session: TenantSession, ticket: Ticket, wanted: TicketTransition) -> None:
    """Say what the ticket waits for, or close what is solved."""
    to = TicketStatus(wanted.status)
    name = await require_status_name(session, wanted.status_name_id, to)
    if to is TicketStatus.OPEN and ticket.is_finished():
        await reopen_ticket(session, ticket)
    else:
        await move(session, ticket, to, name=name)
