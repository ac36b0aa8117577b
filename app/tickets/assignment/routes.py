"""`/v1/tickets/{ticket_id}/assign`, `/take`, `/release`"""

from fastapi import APIRouter

from app.core.data.reading import Json
from app.core.http.routing import Route
from app.core.values.errors import (
    InvalidTransition,
    PermissionMissing,
    refuses,
)
from app.desks.agents.service import AgentOverCapacity, NotAnAgent
from app.tickets import schemas
from app.tickets.assignment import schemas as assignment_schemas
from app.tickets.assignment import service as assignment
from app.tickets.assignment.service import AlreadyAssigned
from app.tickets.models import TicketWasMerged
from app.tickets.reads import the_ticket
from app.tickets.visibility import CanWork, TheTicket

router = APIRouter(tags=["tickets"], route_class=Route)


@router.post(
    "/tickets/{ticket_id}/assign",
    operation_id="assignTicket",
    response_model=schemas.Ticket,
    responses=refuses(
        *(NotAnAgent, AgentOverCapacity, InvalidTransition, TicketWasMerged, PermissionMissing)
    ),
)
async def assign_ticket(
    session: CanWork, ticket: TheTicket, to: assignment_schemas.TicketAssign
) -> Json:
    """Give the ticket to somebody of the desk, or back to the queue."""
    await assignment.assign(session, ticket, to.assignee_id, force=to.force, reason=to.reason)
    return await the_ticket(session, ticket.id)


@router.post(
    "/tickets/{ticket_id}/take",
    operation_id="takeTicket",
    response_model=schemas.Ticket,
    responses=refuses(
        AlreadyAssigned, NotAnAgent, AgentOverCapacity, InvalidTransition, TicketWasMerged
    ),
)
async def take_ticket(session: CanWork, ticket: TheTicket) -> Json:
    """Take a ticket that nobody works on."""
    await assignment.take(session, ticket)
    return await the_ticket(session, ticket.id)


@router.post(
    "/tickets/{ticket_id}/release",
    operation_id="releaseTicket",
    response_model=schemas.Ticket,
    responses=refuses(InvalidTransition, TicketWasMerged),
)
async def release_ticket(session: CanWork, ticket: TheTicket) -> Json:
    """Put the ticket back into the queue."""
    await assignment.assign(session, ticket, None)
    return await the_ticket(session, ticket.id)
