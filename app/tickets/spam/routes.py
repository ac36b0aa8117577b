"""`/v1/tickets/{ticket_id}/mark-as-spam`, `/unmark-as-spam`"""

from fastapi import APIRouter

from app.core.data.reading import Json
from app.core.http.routing import Route
from app.core.values.errors import InvalidTransition, refuses
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

    Closes the ticket without telling anybody. Its SLA clocks are cancelled; it no longer counts
    in dashboards, is not listed unless `is_spam` asks for it, cannot be rated, is not looked at
    by automation rules, and no reply of the other side reopens it. `unmarkTicketAsSpam` takes
    it back. Refuses a ticket that was merged into another (`ticket_merged`).
    """
    await spam.mark_as_spam(session, ticket)
    return await the_ticket(session, ticket.id)


@router.post(
    "/tickets/{ticket_id}/unmark-as-spam",
    operation_id="unmarkTicketAsSpam",
    response_model=schemas.Ticket,
    responses=refuses(TicketWasMerged, InvalidTransition),
)
async def unmark_ticket_as_spam(session: CanWork, ticket: TheTicket) -> Json:
    """Take back that a ticket is spam.

    Opens the ticket again with its assignee, and a new cycle with its own SLA clocks begins; a
    ticket that was solved before it was marked stays closed. From now on it is listed, counted and
    looked at by automation rules as any other. Refuses a ticket that is no spam
    (`invalid_transition`), and one that was merged into another (`ticket_merged`).
    """
    await spam.unmark_as_spam(session, ticket)
    return await the_ticket(session, ticket.id)
