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
    """Assign a ticket to an agent.

    Gives the ticket to an agent, or with `assignee_id: null` back to the queue. A `new` ticket
    becomes `open`, and the agent is notified; they need not be online. Beyond the agent's
    `max_open_tickets` it takes `force` and a `reason`, which is kept as an internal note.
    Assigning to the present assignee changes nothing.

    Refuses somebody who does not work at the desk (`not_an_agent`), an agent without capacity
    (`agent_over_capacity`), `force` without the permission `tickets:lead`
    (`permission_missing`) or without a reason (`validation_failed`), a closed ticket
    (`invalid_transition`), and a merged one (`ticket_merged`).
    """
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
    """Take a ticket that has no assignee.

    Assigns the ticket to the caller; a `new` one becomes `open`. Of two agents who take it at
    the same time one gets it, the other is refused (`already_assigned`, with who has it).
    Taking one's own ticket changes nothing. Refuses callers whose support profile is not active
    (`not_an_agent`) or who have no capacity left (`agent_over_capacity`), a closed ticket
    (`invalid_transition`), and a merged one (`ticket_merged`).
    """
    await assignment.take(session, ticket)
    return await the_ticket(session, ticket.id)


@router.post(
    "/tickets/{ticket_id}/release",
    operation_id="releaseTicket",
    response_model=schemas.Ticket,
    responses=refuses(InvalidTransition, TicketWasMerged),
)
async def release_ticket(session: CanWork, ticket: TheTicket) -> Json:
    """Release a ticket back to the queue.

    Takes the assignee away, whoever that is; the status stays. If the desk has an assignment
    strategy, a new or open ticket waits for its next turn, about once a minute, and can be
    assigned to the same agent again. Refuses a closed ticket (`invalid_transition`) and a
    merged one (`ticket_merged`).
    """
    await assignment.assign(session, ticket, None)
    return await the_ticket(session, ticket.id)
