"""`/v1/tickets/{ticket_id}/messages`, `/v1/messages`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.core.data.database import TenantSession
from app.core.data.reading import Json, one
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import (
    MediaTypeNotSupported,
    NotFound,
    PermissionMissing,
    refuses,
)
from app.desks.models import Desk
from app.files.uploads.service import AttachmentTooLarge, UploadAlreadyUsed
from app.tickets.messages import schemas as message_schemas
from app.tickets.messages import service as messages
from app.tickets.messages.reads import IN_TICKET, MESSAGE, MESSAGES, OF_MESSAGE, REVISIONS
from app.tickets.messages.service import MessageWasRedacted
from app.tickets.models import Message, Ticket, TicketWasMerged
from app.tickets.reads import UNREAD
from app.tickets.visibility import (
    CanRead,
    CanWork,
    CanWrite,
    InTicket,
    TheMessage,
    TheTicket,
    WorkedMessage,
    check_exists,
    require_desk_permission,
)

router = APIRouter(tags=["tickets"], route_class=Route)


async def _message(session: TenantSession, message: Message, status: int = 201) -> Json:
    location = f"/v1/tickets/{message.ticket_id}/messages" if status == 201 else ""
    return await one(session, MESSAGE.whole, id=message.id, status=status, location=location)


@router.get(
    "/tickets/{ticket_id}/messages",
    operation_id="listMessages",
    response_model=Page[message_schemas.Message],
)
async def list_messages(
    reading: CanRead, ticket_id: UUID, query: Annotated[message_schemas.MessageQuery, Query()]
) -> Json:
    """The conversation from its beginning; requesters see no internal notes."""
    await check_exists(reading, ticket_id)
    return await MESSAGES.page(reading, query, IN_TICKET, ticket_id=ticket_id)


@router.post(
    "/tickets/{ticket_id}/notes",
    operation_id="createNote",
    status_code=201,
    response_model=message_schemas.Message,
    responses=refuses(
        TicketWasMerged, AttachmentTooLarge, MediaTypeNotSupported, UploadAlreadyUsed
    ),
)
async def create_note(session: CanWork, ticket: TheTicket, new: message_schemas.NoteCreate) -> Json:
    """Write for the desk only; the requester never hears of it."""
    message = await messages.write_note(
        session,
        ticket,
        new.body,
        desk=await session.fetch(Desk, ticket.desk_id) if new.file_ids else None,
        file_ids=new.file_ids,
        id=new.id,
        html=new.format == "html",
        counts_as_response=new.counts_as_response,
    )
    return await _message(session, message)


@router.patch(
    "/messages/{message_id}",
    operation_id="updateMessage",
    response_model=message_schemas.Message,
    responses=refuses(PermissionMissing, MessageWasRedacted, TicketWasMerged),
)
async def update_message(
    session: CanWrite, message: TheMessage, change: message_schemas.MessageUpdate
) -> Json:
    """Correct what one wrote. The desk can see what it said before."""
    ticket = await session.fetch(Ticket, message.ticket_id, lock=True)
    await messages.edit(session, ticket, message, change.body, html=change.format == "html")
    return await _message(session, message, 200)


@router.post(
    "/messages/{message_id}/redact",
    operation_id="redactMessage",
    response_model=message_schemas.Message,
)
async def redact_message(
    session: CanWork, message: WorkedMessage, why: message_schemas.MessageRedact
) -> Json:
    """Take out for good what should never have been written; its files go with it."""
    ticket = await session.fetch(Ticket, message.ticket_id, lock=True)
    await messages.redact(session, ticket, message, why.reason)
    return await _message(session, message, 200)


@router.get(
    "/messages/{message_id}/revisions",
    operation_id="listMessageRevisions",
    response_model=Page[message_schemas.MessageRevision],
    responses=refuses(PermissionMissing),
)
async def list_message_revisions(
    reading: CanRead,
    message_id: UUID,
    query: Annotated[message_schemas.MessageRevisionQuery, Query()],
) -> Json:
    """What a message said before it was edited; for the desk."""
    require_desk_permission(reading)
    if await reading.row(MESSAGE, id=message_id) is None:
        raise NotFound
    return await REVISIONS.page(reading, query, OF_MESSAGE, message_id=message_id)


@router.put(
    "/tickets/{ticket_id}/read-marker",
    operation_id="putReadMarker",
    response_model=message_schemas.ReadMarker,
)
async def put_read_marker(
    session: CanWrite, ticket: InTicket, read: message_schemas.ReadMarkerPut
) -> message_schemas.ReadMarker:
    """Remember how far the caller has read. An older number changes nothing."""
    await messages.mark_read(session, ticket, read.seq)
    row = await session.row(UNREAD, id=ticket.id)
    assert row is not None
    return message_schemas.ReadMarker(
        last_read_seq=row["last_read_seq"], unread_count=row["unread_count"]
    )
