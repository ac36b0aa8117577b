"""Spam: the ticket is closed without a notification, and has a way back."""

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import InvalidTransition
from app.desks.models import TicketStatus
from app.tickets.events import TicketMarkedAsSpam, TicketUnmarkedAsSpam
from app.tickets.lifecycle.service import move, refresh_workload
from app.tickets.models import Ticket


async def mark_as_spam(session: TenantSession, ticket: Ticket) -> None:
    """Close the ticket without a word to anybody."""
    ticket.require_writable()
    ticket.is_spam = True
    ticket.status, ticket.closed_at = TicketStatus.CLOSED, now()
    await refresh_workload(session, ticket)
    announce(session, TicketMarkedAsSpam(ticket_id=ticket.id))


async def unmark_as_spam(session: TenantSession, ticket: Ticket) -> None:
    """Take the mark back: what was solved before stays closed, anything else is open again."""
    ticket.require_writable()
    if not ticket.is_spam:
        raise InvalidTransition(ticket.status, ["mark_as_spam"])
    ticket.is_spam = False
    announce(session, TicketUnmarkedAsSpam(ticket_id=ticket.id))
    if ticket.is_finished() and ticket.solved_at is None:
        await move(session, ticket, TicketStatus.OPEN)
