"""`/v1/tickets`: list, counts, create, read, update, timeline."""

from datetime import datetime
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from sqlalchemy import not_

from app.audit.timeline.schemas import Timeline
from app.audit.timeline.service import timeline_of
from app.catalog.service import UnknownCode
from app.core.data.reading import Json, one
from app.core.http.listing import Page
from app.core.http.problems import request_notation
from app.core.http.routing import Route
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
    IS_DUE,
    IS_READ,
    IS_UNREAD,
    OVERDUE,
    SPAM,
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
    is_of_the_desk,
    require_visible,
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
    """List tickets.

    In the order of `-opened_at` (newest first) by default. An agent's queue is `view=open` with
    `sort=due_at` (what owes nothing comes last) or `sort=priority` (the most urgent come first).
    `q` searches number, subject and messages. Without parameters, callers who may see the tickets
    of everyone get all of the organization, solved, closed and merged ones included, and spam only
    with `is_spam`; requesters get the tickets that they are the requester of and that are neither
    solved nor closed. With `status`, `q`, `view` or `include_closed`, requesters get solved and
    closed ones as well.

    `scope` chooses whose tickets are listed. Refuses `scope=desk` to callers who do not see the
    tickets of everyone, and `scope=customer` to callers who are not an administrator of a
    customer (`scope_not_allowed`). Tags are shown to the desk only.
    """
    actor = reading.actor
    where, given = await within_scope(reading, query.scope)
    usual = is_of_the_desk(actor) or query.include_closed or query.status or query.q
    where += VIEWS[query.view or ("all" if usual else "open")]
    if query.include_closed is False and query.view is None:
        where += VIEWS["open"]
    if query.has_unread is not None:
        where.append((IS_UNREAD if query.has_unread else IS_READ).of(actor))
    if query.is_spam is not None or is_of_the_desk(actor):
        where.append(SPAM if query.is_spam else not_(SPAM))
    if query.is_overdue is not None:
        where.append(OVERDUE if query.is_overdue else not_(OVERDUE))
    if query.due_after or query.due_before:
        where.append(IS_DUE)
    if query.tag is not None:
        where.append(TAGGED)
        given["tag"] = query.tag
    if query.created_month is not None:
        where += IN_MONTH
        given["month_from"], given["month_until"] = _month(query.created_month, actor.zone)
    return await TICKETS.of(actor).page(reading, query, *where, **given)


@router.get("/ticket-counts", operation_id="getTicketCounts", response_model=schemas.TicketCounts)
async def get_ticket_counts(reading: CanRead) -> Json:
    """Get numbers of open tickets.

    Gives the numbers for the badges of a client: all, by whose turn it is, urgent, without an
    assignee, the caller's own, unread and overdue. Only tickets that are neither solved nor
    closed count. Callers who may see the tickets of everyone count all of them; others those
    that they are the requester of, take part in, or see as an administrator of their customer.
    """
    return await one(reading, COUNTS)


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
    """Open a ticket.

    The description becomes the first message, and the ticket gets its number and protocol.
    Agents may open it on behalf of a requester, with any priority and with tags. Afterwards the
    strategy of the desk looks for an agent, or the desk is notified; the requester gets a mail
    that it was received, SLA clocks start, automation rules run, and a ticket inside of an outage
    is linked to it and told its latest update.

    If the organization has a form tree, requesters have to choose a node or a process
    (`process_required`), and `fields` are checked against its form (`validation_failed`).
    Refuses a node that opens no ticket (`node_not_selectable`), a process that takes no new
    tickets (`process_retired`), and to requesters a tool that their customer has not contracted
    (`tool_not_contracted`).

    Refuses to requesters another requester, the priorities `high` and `urgent`, tags, and a
    channel such as `phone` that only the desk writes down (`permission_missing`); a desk that
    does not exist or a site that is not the customer's (`unknown_reference`); attachments
    beyond what the desk accepts (`attachment_too_large`, `media_type_not_supported`) or already
    used (`upload_already_used`); and an archived or unknown node, or an upload of somebody else
    (`not_found`).
    """
    ticket_id = await opening.create_ticket(session, new)
    return await the_ticket(session, ticket_id, status=201, location=f"/v1/tickets/{ticket_id}")


@router.get("/tickets/{ticket_id}", operation_id="getTicket", response_model=schemas.Ticket)
async def get_ticket(reading: CanRead, ticket_id: UUID) -> Json:
    """Get a ticket.

    Gives status, whose turn it is, assignee, fields and dates, as the caller may see them:
    requesters get their side's labels and no tags. The description is the first of its messages
    (`listMessages`). Reading a ticket does not mark it as read; that is done with
    `putReadMarker`. Callers who may see only their own tickets get `not_found` for those that
    they neither asked for, take part in, nor administer.
    """
    return await the_ticket(reading, ticket_id)


@router.patch(
    "/tickets/{ticket_id}",
    operation_id="updateTicket",
    response_model=schemas.Ticket,
    responses=refuses(TicketWasMerged, UnknownReference, UnknownCode),
)
async def update_ticket(session: CanWork, ticket: TheTicket, change: schemas.TicketUpdate) -> Json:
    """Update a ticket.

    Changes subject, priority, team, customer, site, form fields, or the codes of cause and
    solution. Status, assignee and tags have operations of their own. Another customer clears
    the site unless one is sent. Another priority, team or customer can change the SLA terms.
    The change is shown in the timeline and can trigger automation rules; the requester is not
    notified.

    Refuses a ticket that was merged into another (`ticket_merged`), a customer, site or team
    that does not exist (`unknown_reference`), codes that are archived or of another kind
    (`unknown_code`), and fields that the ticket's form does not accept (`validation_failed`).
    """
    await service.update_ticket(session, ticket, change)
    return await the_ticket(session, ticket.id)


@router.get(
    "/tickets/{ticket_id}/timeline", operation_id="listTicketTimeline", response_model=Timeline
)
async def list_ticket_timeline(request: Request, reading: CanRead, ticket_id: UUID) -> Timeline:
    """List the timeline of a ticket.

    Gives the events of the ticket, oldest first and without pages; of more than 500 events, the
    first 500. Each has the person who did it, the time, and a label in the caller's language.
    Requesters get only the events that concern them, such as replies, assignment and status;
    internal notes, tags and SLA are left out.
    """
    await require_visible(reading, ticket_id)
    shown = None if is_of_the_desk(reading.actor) else SHOWN_TO_REQUESTERS
    timeline = await timeline_of(
        reading, "ticket", ticket_id, request_notation(request), shown=shown
    )
    if shown is not None:
        for entry in timeline.items:
            entry.data.pop("seq", None)  # it counts notes
    return timeline


def _month(written: str, zone: str) -> tuple[datetime, datetime]:
    """From the first instant of a month in this zone to the first of the next."""
    year, month = map(int, written.split("-"))
    here = ZoneInfo(zone)
    following = (year + 1, 1) if month == 12 else (year, month + 1)
    return datetime(year, month, 1, tzinfo=here), datetime(*following, 1, tzinfo=here)
