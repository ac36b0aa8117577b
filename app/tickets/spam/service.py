"""Spam: the ticket is closed without a notification."""

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.desks.models import TicketStatus
from app.tickets.events import (
    TicketMarkedAsSpam,
)
from app.tickets.lifecycle.service import refresh_workload
from app.tickets.models import (
    Ticket,
)


async def mark_as_spam(session: TenantSession, ticket: Ticket) -> None:
    """Close the ticket without a word to anybody."""
    ticket.require_writable()
    ticket.is_spam = True
    ticket.status, ticket.closed_at = TicketStatus.CLOSED, now()
    await refresh_workload(session, ticket)
    announce(session, TicketMarkedAsSpam(ticket_id=ticket.id))
