"""`/v1/tickets/{ticket_id}/mark-as-spam`"""

from fastapi import APIRouter

from app.core.data.reading import Json
from app.core.http.routing import Route
from app.core.values.errors import (
    refuses,
)
from app.tickets import schemas
from app.tickets.models import TicketWasMerged
from app.tickets.reads import the_ticket
from app.tickets.spam import service as spam
from app.tickets.visibility import CanWork, TheTicket

router = APIRouter(tags=["tickets"], route_class=Route)


@router.post(
    "/tickets/{ticket_id}/mark-as-spam",
    operation_id="markTicketAsSpam",
    response_model=schemas.Ticket,
    responses=refuses(TicketWasMerged),
)
async def mark_ticket_as_spam(session: CanWork, ticket: TheTicket) -> Json:
    """Mark a ticket as spam.

    Closes the ticket without telling anybody. Its SLA clocks are cancelled, and it no longer
    counts in dashboards, cannot be rated and is not looked at by automation rules.
    `reopenTicket` opens it again, but `is_spam` stays true. Refuses a ticket that was merged
    into another (`ticket_merged`).
    """
    await spam.mark_as_spam(session, ticket)
    return await the_ticket(session, ticket.id)
