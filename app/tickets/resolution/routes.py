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
    """Move a ticket to another status.

    Moves the ticket to `open`, `pending`, `on_hold` or, from `solved` only, to `closed`, and
    can give it a status name. `open` reopens a solved or closed ticket. While it is `pending`
    or `on_hold`, SLA clocks pause, that of the first response only if its policy says so. The
    requester is not notified; it is shown in the timeline. To solve it use `solveTicket`.

    Refuses a status that cannot follow the present one (`invalid_transition`, with those that
    can in `allowed`), a status name that does not exist (`unknown_reference`), is archived or
    stands for another status (`validation_failed`), and a merged ticket (`ticket_merged`).
    """
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
    """Solve a ticket.

    `details` become a public reply, which the other side is notified of, and the status becomes
    `solved`. Agents may add cause, solution, form fields and a reply draft; a ticket without an
    assignee becomes theirs. Requesters and participants use it to say that the problem is gone:
    then only `details` is used. SLA clocks end. Later the requester is asked for a rating by
    e-mail, and the ticket is closed by itself, as the desk's settings say.

    Refuses a solved or closed ticket (`invalid_transition`), codes that are archived or of
    another kind (`unknown_code`), a draft of another ticket (`unknown_reference`), fields that
    the form does not accept on solving (`validation_failed`), and a merged ticket
    (`ticket_merged`).
    """
    await resolution.solve_ticket(session, ticket, how)
    return await the_ticket(session, ticket.id)


@router.post(
    "/tickets/{ticket_id}/reopen",
    operation_id="reopenTicket",
    response_model=schemas.Ticket,
    responses=refuses(InvalidTransition, TicketWasMerged),
)
async def reopen_ticket(session: CanWrite, ticket: InTicket) -> Json:
    """Reopen a solved or closed ticket.

    Moves the ticket to `open`, with its assignee; a new cycle with its own SLA clocks begins,
    and it can be rated again. The desk can do it at any time, others until the desk's
    `reopen_window_days` after closing have passed: afterwards they reply, which opens a
    follow-up ticket. What the desk reopens is no spam any more; others cannot reopen spam. Refuses
    a ticket that is neither solved nor closed, or closed for too long (`invalid_transition`),
    and a merged one (`ticket_merged`).
    """
    await resolution.reopen_ticket(session, ticket)
    return await the_ticket(session, ticket.id)
