"""`/v1/tickets`: list, counts, create, read, update, timeline."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from sqlalchemy import ColumnElement

from app.audit.timeline.schemas import Timeline
from app.audit.timeline.service import timeline_of
from app.catalog.service import UnknownCode
from app.core.data.reading import one
from app.core.http.listing import Page
from app.core.http.problems import request_locale
from app.core.http.routing import Route
from app.core.security.actors import Actor
from app.core.values.clock import now
from app.core.values.errors import (
    MediaTypeNotSupported,
    NotFound,
    PermissionMissing,
    UnknownReference,
    refuses,
)
from app.customers.contacts.reads import SPEAKS_FOR
from app.files.uploads.service import AttachmentTooLarge, UploadAlreadyUsed
from app.forms.entry.service import (
    NodeNotSelectable,
    ProcessRequired,
    ProcessRetired,
    ToolNotContracted,
)
from app.tickets import schemas, service
from app.tickets.events import SHOWN_TO_REQUESTERS
from app.tickets.lifecycle.service import TicketWasMerged
from app.tickets.opening import service as opening
from app.tickets.reads import (
    COUNTS,
    IN_MONTH,
    IS_UNREAD,
    OF_CUSTOMER,
    TAGGED,
    TICKETS,
    VIEWS,
    the_ticket,
)
from app.tickets.visibility import (
    OWN,
    PARTICIPATING,
    CanRead,
    CanWork,
    CanWrite,
    ScopeNotAllowed,
    TheTicket,
    check_exists,
)

router = APIRouter(tags=["tickets"], route_class=Route)


@router.get(
    "/tickets",
    operation_id="listTickets",
    response_model=Page[schemas.Ticket],
    responses=refuses(ScopeNotAllowed),
)
async def list_tickets(reading: CanRead, query: Annotated[schemas.TicketQuery, Query()]) -> Any:
    """Tickets, newest first: the desk's all, a requester's own, or as `scope` and `view` say."""
    actor = reading.actor
    everything = actor.may("tickets:all")
    given: dict[str, Any] = {"actor_id": actor.person_id}
    scope = query.scope or ("desk" if everything else "mine")
    where = [*_narrowed(query, everything=everything, given=given, actor=actor)]
    if scope == "mine":
        where.append(OWN)
    elif scope == "participating":
        where.append(PARTICIPATING)
    elif not (scope == "desk" and everything):
        speaks_for = await reading.row(SPEAKS_FOR, person_id=actor.person_id)
        if scope == "desk" or speaks_for is None or not speaks_for["is_administrator"]:
            raise ScopeNotAllowed
        where.append(OF_CUSTOMER)
        given["scope_customer_id"] = speaks_for["customer_id"]
    return await TICKETS[everything].page(reading, query, *where, **given)


@router.get("/ticket-counts", operation_id="getTicketCounts", response_model=schemas.TicketCounts)
async def get_ticket_counts(reading: CanRead) -> Any:
    """How many are open, by what people look for; closed ones are not counted."""
    statement = COUNTS[reading.actor.may("tickets:all")]
    return await one(reading, statement, actor_id=reading.actor.person_id, now=now())


@router.post(
    "/tickets",
    operation_id="createTicket",
    status_code=201,
    response_model=schemas.Ticket,
    responses=refuses(
        *(NotFound, PermissionMissing, UnknownReference, ToolNotContracted, ProcessRetired),
        *(NodeNotSelectable, ProcessRequired, AttachmentTooLarge, MediaTypeNotSupported),
        UploadAlreadyUsed,
    ),
)
async def create_ticket(session: CanWrite, new: schemas.TicketCreate) -> Any:
    """Open a ticket; an agent may open one on behalf of a requester."""
    ticket_id = await opening.create_ticket(session, new)
    return await the_ticket(session, ticket_id, status=201, location=f"/v1/tickets/{ticket_id}")


@router.get("/tickets/{ticket_id}", operation_id="getTicket", response_model=schemas.Ticket)
async def get_ticket(reading: CanRead, ticket_id: UUID) -> Any:
    """One ticket. Reading it here does not mark it as read."""
    return await the_ticket(reading, ticket_id)


@router.patch(
    "/tickets/{ticket_id}",
    operation_id="updateTicket",
    response_model=schemas.Ticket,
    responses=refuses(TicketWasMerged, UnknownReference, UnknownCode),
)
async def update_ticket(session: CanWork, ticket: TheTicket, change: schemas.TicketUpdate) -> Any:
    """Correct what is known of a ticket: subject, priority, team, customer, fields, codes."""
    await service.update_ticket(session, ticket, change)
    return await the_ticket(session, ticket.id)


@router.get(
    "/tickets/{ticket_id}/timeline", operation_id="listTicketTimeline", response_model=Timeline
)
async def list_ticket_timeline(request: Request, reading: CanRead, ticket_id: UUID) -> Timeline:
    """Everything that happened to the ticket: who, when, what."""
    await check_exists(reading, ticket_id)
    shown = None if reading.actor.may("tickets:all") else SHOWN_TO_REQUESTERS
    return await timeline_of(reading, "ticket", ticket_id, request_locale(request), shown=shown)


def _narrowed(
    query: schemas.TicketQuery, *, everything: bool, given: dict[str, Any], actor: Actor
) -> list[ColumnElement[bool]]:
    """The conditions that are no filters over columns; their values go into `given`."""
    usual = "all" if everything or query.include_closed or query.status or query.q else "open"
    where = [*VIEWS[query.view or usual]]
    if query.include_closed is False and query.view is None:
        where = [*VIEWS["open"]]
    if query.unread is not None:
        where.append(IS_UNREAD[everything][query.unread])
    if query.tag is not None:
        where.append(TAGGED)
        given["tag"] = query.tag
    if query.created_month is not None:
        where += IN_MONTH
        given["month_from"], given["month_until"] = _month(query.created_month, actor.zone)
    return where


def _month(written: str, zone: str) -> tuple[datetime, datetime]:
    """From the first instant of a month in this zone to the first of the next."""
    year, month = map(int, written.split("-"))
    here = ZoneInfo(zone)
    following = (year + 1, 1) if month == 12 else (year, month + 1)
    return datetime(year, month, 1, tzinfo=here), datetime(*following, 1, tzinfo=here)
