"""`/v1/tickets/{ticket_id}/solve`, `/reopen`, `/transition`"""

from fastapi import APIRouter

from app.catalog.service import UnknownCode
from app.core.data.reading import Json
from app.core.http.routing import Route
from app.core.values.errors import (
    InvalidTransition,
    UnknownReference,
    refuses,
)
from app.tickets import schemas
from app.tickets.models import TicketWasMerged
from app.tickets.reads import the_ticket
from app.tickets.resolution import schemas as resolution_schemas
from app.tickets.resolution import service as resolution
from app.tickets.visibility import CanWork, CanWrite, InTicket, TheTicket

router = APIRouter(tags=["tickets"], route_class=Route)


@router.post(
    "/tickets/{ticket_id}/transition",
    operation_id="transitionTicket",
    response_model=schemas.Ticket,
    responses=refuses(InvalidTransition, TicketWasMerged, UnknownReference),
)
async def transition_ticket(
    session: CanWork, ticket: TheTicket, wanted: resolution_schemas.TicketTransition
) -> Json:
    """Say what the ticket waits for. A way that is barred answers 409 with those that are not."""
    await resolution.transition(session, ticket, wanted)
    return await the_ticket(session, ticket.id)


@router.post(
    "/tickets/{ticket_id}/solve",
    operation_id="solveTicket",
    response_model=schemas.Ticket,
    responses=refuses(InvalidTransition, UnknownCode, TicketWasMerged, UnknownReference),
)
async def solve_ticket(
    session: CanWrite, ticket: InTicket, how: resolution_schemas.TicketSolve
) -> Json:
    """Mark as solved and say how; a requester says that the problem is gone."""
    await resolution.solve_ticket(session, ticket, how)
    return await the_ticket(session, ticket.id)


@router.post(
    "/tickets/{ticket_id}/reopen",
    operation_id="reopenTicket",
    response_model=schemas.Ticket,
    responses=refuses(InvalidTransition, TicketWasMerged),
)
async def reopen_ticket(session: CanWrite, ticket: InTicket) -> Json:
    """Take a finished ticket up again: the desk always, a requester within the desk's window."""
    await resolution.reopen_ticket(session, ticket)
    return await the_ticket(session, ticket.id)
