"""`/v1/tickets`: list, counts, create, read, update, timeline."""

from datetime import datetime
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request

from app.audit.timeline.schemas import Timeline
from app.audit.timeline.service import timeline_of
from app.catalog.service import UnknownCode
from app.core.data.reading import Json, one
from app.core.http.listing import Page
from app.core.http.problems import request_locale
from app.core.http.routing import Route
from app.core.values.clock import now
from app.core.values.errors import (
    MediaTypeNotSupported,
    NotFound,
    PermissionMissing,
    UnknownReference,
    refuses,
)
from app.files.uploads.service import AttachmentTooLarge, UploadAlreadyUsed
from app.forms.entry.service import (
    NodeNotSelectable,
    ProcessRequired,
    ProcessRetired,
    ToolNotContracted,
)
from app.tickets import schemas, service
from app.tickets.events import SHOWN_TO_REQUESTERS
from app.tickets.models import TicketWasMerged
from app.tickets.opening import service as opening
from app.tickets.reads import (
    COUNTS,
    IN_MONTH,
    IS_READ,
    IS_UNREAD,
    TAGGED,
    TICKETS,
    VIEWS,
    the_ticket,
)
from app.tickets.visibility import (
    CanRead,
    CanWork,
    CanWrite,
    ScopeNotAllowed,
    TheTicket,
    check_exists,
    is_of_the_desk,
    within_scope,
)

router = APIRouter(tags=["tickets"], route_class=Route)


@router.get(
    "/tickets",
    operation_id="listTickets",
    response_model=Page[schemas.Ticket],
    responses=refuses(ScopeNotAllowed),
)
async def list_tickets(reading: CanRead, query: Annotated[schemas.TicketQuery, Query()]) -> Json:
    """Tickets, newest first: the desk's all, a requester's own, or as `scope` and `view` say."""
    actor = reading.actor
    where, given = await within_scope(reading, query.scope)
    usual = is_of_the_desk(actor) or query.include_closed or query.status or query.q
    where += VIEWS[query.view or ("all" if usual else "open")]
    if query.include_closed is False and query.view is None:
        where += VIEWS["open"]
    if query.unread is not None:
        where.append((IS_UNREAD if query.unread else IS_READ).of(actor))
    if query.tag is not None:
        where.append(TAGGED)
        given["tag"] = query.tag
    if query.created_month is not None:
        where += IN_MONTH
        given["month_from"], given["month_until"] = _month(query.created_month, actor.zone)
    return await TICKETS.of(actor).page(reading, query, *where, **given)


@router.get("/ticket-counts", operation_id="getTicketCounts", response_model=schemas.TicketCounts)
async def get_ticket_counts(reading: CanRead) -> Json:
    """How many are open, by what people look for; closed ones are not counted."""
    return await one(reading, COUNTS, now=now())


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
async def create_ticket(session: CanWrite, new: schemas.TicketCreate) -> Json:
    """Open a ticket; an agent may open one on behalf of a requester."""
    ticket_id = await opening.create_ticket(session, new)
    return await the_ticket(session, ticket_id, status=201, location=f"/v1/tickets/{ticket_id}")


@router.get("/tickets/{ticket_id}", operation_id="getTicket", response_model=schemas.Ticket)
async def get_ticket(reading: CanRead, ticket_id: UUID) -> Json:
    """One ticket. Reading it here does not mark it as read."""
    return await the_ticket(reading, ticket_id)


@router.patch(
    "/tickets/{ticket_id}",
    operation_id="updateTicket",
    response_model=schemas.Ticket,
    responses=refuses(TicketWasMerged, UnknownReference, UnknownCode),
)
async def update_ticket(session: CanWork, ticket: TheTicket, change: schemas.TicketUpdate) -> Json:
    """Correct what is known of a ticket: subject, priority, team, customer, fields, codes."""
    await service.update_ticket(session, ticket, change)
    return await the_ticket(session, ticket.id)


@router.get(
    "/tickets/{ticket_id}/timeline", operation_id="listTicketTimeline", response_model=Timeline
)
async def list_ticket_timeline(request: Request, reading: CanRead, ticket_id: UUID) -> Timeline:
    """Everything that happened to the ticket: who, when, what."""
    await check_exists(reading, ticket_id)
    shown = None if is_of_the_desk(reading.actor) else SHOWN_TO_REQUESTERS
    return await timeline_of(reading, "ticket", ticket_id, request_locale(request), shown=shown)


def _month(written: str, zone: str) -> tuple[datetime, datetime]:
    """From the first instant of a month in this zone to the first of the next."""
    year, month = map(int, written.split("-"))
    here = ZoneInfo(zone)
    following = (year + 1, 1) if month == 12 else (year, month + 1)
    return datetime(year, month, 1, tzinfo=here), datetime(*following, 1, tzinfo=here)
