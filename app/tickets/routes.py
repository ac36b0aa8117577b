"""`/v1/tickets`"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request

from app.catalog.service import UnknownCode
from app.core.access import acting, existing
from app.core.database import TenantSession
from app.core.errors import (
    InvalidTransition,
    NotFound,
    PermissionMissing,
    UnknownReference,
    refuses,
)
from app.core.listing import Page
from app.core.problems import request_locale
from app.core.reading import Reading, Rows, one
from app.core.routing import Route
from app.customers.reads import SPEAKS_FOR
from app.orders import schemas as orders
from app.orders.reads import ORDER
from app.people.timeline import Timeline, timeline_of
from app.tickets import conversation, schemas, service
from app.tickets.events import TicketNoted
from app.tickets.models import Message, Ticket
from app.tickets.raising import raise_order
from app.tickets.reads import (
    IN_TICKET,
    IS_PUBLIC,
    MESSAGE,
    MESSAGES,
    OF_CUSTOMER,
    TICKET,
    TICKET_EXISTS,
    TICKETS,
    UNREAD,
)
from app.tickets.service import NotAnAgent, ScopeNotAllowed, TicketLongClosed
from app.tickets.sight import OWN, visible

router = APIRouter(prefix="/tickets", tags=["tickets"], route_class=Route)

CanRead = Annotated[Reading, acting("tickets:read")]
CanWrite = Annotated[TenantSession, acting("tickets:write")]
CanWork = Annotated[TenantSession, acting("tickets:work")]
#: The ticket that the path names, for those who may write in it or work on it.
InTicket = Annotated[Ticket, existing(Ticket, "tickets:write", visible=visible)]
TheTicket = Annotated[Ticket, existing(Ticket, "tickets:work", visible=visible)]


async def _ticket(source: Rows, ticket_id: UUID, **more: Any) -> Any:
    statement = TICKET[source.actor.may("tickets:all")]
    return await one(source, statement, id=ticket_id, actor_id=source.actor.person_id, **more)


async def _check_exists(reading: Reading, ticket_id: UUID) -> None:
    statement = TICKET_EXISTS[reading.actor.may("tickets:all")]
    if await reading.row(statement, id=ticket_id, actor_id=reading.actor.person_id) is None:
        raise NotFound


async def _message(session: TenantSession, message: Message) -> Any:
    location = f"/v1/tickets/{message.ticket_id}/messages"
    return await one(session, MESSAGE, id=message.id, status=201, location=location)


@router.get(
    "",
    operation_id="listTickets",
    response_model=Page[schemas.Ticket],
    responses=refuses(ScopeNotAllowed),
)
async def list_tickets(reading: CanRead, query: Annotated[schemas.TicketQuery, Query()]) -> Any:
    """Tickets, newest first: the desk's all, a requester's own, or as `scope` says."""
    actor = reading.actor
    everything = actor.may("tickets:all")
    scope = query.scope or ("desk" if everything else "mine")
    tickets = TICKETS[everything]
    if scope == "mine":
        return await tickets.page(reading, query, OWN, actor_id=actor.person_id)
    if scope == "desk" and everything:
        return await tickets.page(reading, query, actor_id=actor.person_id)
    speaks_for = await reading.row(SPEAKS_FOR, person_id=actor.person_id)
    if scope == "desk" or speaks_for is None or not speaks_for["is_administrator"]:
        raise ScopeNotAllowed
    return await tickets.page(
        reading,
        query,
        OF_CUSTOMER,
        actor_id=actor.person_id,
        scope_customer_id=speaks_for["customer_id"],
    )


@router.post(
    "",
    operation_id="createTicket",
    status_code=201,
    response_model=schemas.Ticket,
    responses=refuses(PermissionMissing, UnknownReference),
)
async def create_ticket(session: CanWrite, new: schemas.TicketCreate) -> Any:
    """Open a ticket; an agent may open one on behalf of a requester."""
    ticket_id = await service.open_ticket(session, new)
    return await _ticket(session, ticket_id, status=201, location=f"/v1/tickets/{ticket_id}")


@router.get("/{ticket_id}", operation_id="getTicket", response_model=schemas.Ticket)
async def get_ticket(reading: CanRead, ticket_id: UUID) -> Any:
    """One ticket. Reading it here does not mark it as read."""
    return await _ticket(reading, ticket_id)


@router.patch("/{ticket_id}", operation_id="updateTicket", response_model=schemas.Ticket)
async def update_ticket(session: CanWork, ticket: TheTicket, change: schemas.TicketUpdate) -> Any:
    """Correct subject, priority or site."""
    await service.change_ticket(session, ticket, change)
    return await _ticket(session, ticket.id)


@router.get(
    "/{ticket_id}/messages", operation_id="listMessages", response_model=Page[schemas.Message]
)
async def list_messages(
    reading: CanRead, ticket_id: UUID, query: Annotated[schemas.MessageQuery, Query()]
) -> Any:
    """The conversation from its beginning; requesters see no internal notes."""
    await _check_exists(reading, ticket_id)
    visible = () if reading.actor.may("tickets:all") else (IS_PUBLIC,)
    return await MESSAGES.page(reading, query, IN_TICKET, *visible, ticket_id=ticket_id)


@router.post(
    "/{ticket_id}/replies",
    operation_id="createReply",
    status_code=201,
    response_model=schemas.Message,
    responses=refuses(TicketLongClosed),
)
async def create_reply(session: CanWrite, ticket: InTicket, new: schemas.ReplyCreate) -> Any:
    """Write to the other side. A requester's reply opens a solved ticket again."""
    message = await service.reply_to_ticket(session, ticket, new.body, id=new.id)
    return await _message(session, message)


@router.post(
    "/{ticket_id}/notes",
    operation_id="createNote",
    status_code=201,
    response_model=schemas.Message,
)
async def create_note(session: CanWork, ticket: TheTicket, new: schemas.NoteCreate) -> Any:
    """Write for the desk only; the requester never hears of it."""
    message = await conversation.write_note(session, ticket, new.body, id=new.id)
    return await _message(session, message)


@router.post(
    "/{ticket_id}/assign",
    operation_id="assignTicket",
    response_model=schemas.Ticket,
    responses=refuses(NotAnAgent, InvalidTransition),
)
async def assign_ticket(session: CanWork, ticket: TheTicket, to: schemas.TicketAssign) -> Any:
    """Give the ticket to somebody of the desk, or back to the queue."""
    await service.assign_ticket(session, ticket, to.assignee_id)
    return await _ticket(session, ticket.id)


@router.post(
    "/{ticket_id}/solve",
    operation_id="solveTicket",
    response_model=schemas.Ticket,
    responses=refuses(InvalidTransition, UnknownCode),
)
async def solve_ticket(session: CanWork, ticket: TheTicket, how: schemas.TicketSolve) -> Any:
    """Mark as solved and tell the requester how."""
    await service.solve_ticket(session, ticket, how)
    return await _ticket(session, ticket.id)


@router.post(
    "/{ticket_id}/reopen",
    operation_id="reopenTicket",
    response_model=schemas.Ticket,
    responses=refuses(InvalidTransition),
)
async def reopen_ticket(session: CanWork, ticket: TheTicket) -> Any:
    """Take a solved or closed ticket up again, however long ago it was."""
    await service.reopen_ticket(session, ticket)
    return await _ticket(session, ticket.id)


@router.post(
    "/{ticket_id}/orders",
    operation_id="createTicketOrder",
    status_code=201,
    response_model=orders.Order,
    responses=refuses(PermissionMissing, InvalidTransition, UnknownReference, UnknownCode),
)
async def create_order_from_ticket(
    session: CanWork, ticket: TheTicket, new: schemas.TicketOrderCreate
) -> Any:
    """Send a technician: the order takes over what the ticket knows; the ticket waits for it."""
    order = await raise_order(session, ticket, new)
    return await one(
        session,
        ORDER,
        id=order.id,
        sees_all=True,
        actor_id=session.actor.person_id,
        status=201,
        location=f"/v1/orders/{order.id}",
    )


@router.put(
    "/{ticket_id}/read-marker", operation_id="putReadMarker", response_model=schemas.ReadMarker
)
async def put_read_marker(
    session: CanWrite, ticket: InTicket, read: schemas.ReadMarkerPut
) -> schemas.ReadMarker:
    """Remember how far the caller has read. An older number changes nothing."""
    await conversation.mark_read(session, ticket, read.seq)
    actor = session.actor
    statement = UNREAD[actor.may("tickets:all")]
    row = await session.row(statement, id=ticket.id, actor_id=actor.person_id)
    assert row is not None
    return schemas.ReadMarker(**row)


@router.get("/{ticket_id}/timeline", operation_id="listTicketTimeline", response_model=Timeline)
async def list_ticket_timeline(request: Request, reading: CanRead, ticket_id: UUID) -> Timeline:
    """Everything that happened to the ticket: who, when, what."""
    await _check_exists(reading, ticket_id)
    everything = reading.actor.may("tickets:all")
    hidden = frozenset() if everything else frozenset({TicketNoted.name})
    return await timeline_of(reading, "ticket", ticket_id, request_locale(request), hidden=hidden)
