"""What is said in tickets over HTTP: `/v1/tickets/{ticket_id}/messages`, `/v1/messages`."""

from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse

from app.core.database import TenantSession
from app.core.errors import (
    InvalidTransition,
    MediaTypeNotSupported,
    NotFound,
    PermissionMissing,
    UnknownReference,
    refuses,
)
from app.core.listing import Page
from app.core.reading import one
from app.core.routing import Route
from app.desks.models import Desk
from app.files.uploads import AttachmentTooLarge, UploadAlreadyUsed
from app.gateways.storage import Storage, UnknownFile
from app.tickets import conversation, message_schemas, service
from app.tickets.access import (
    CanRead,
    CanWork,
    CanWrite,
    InTicket,
    TheMessage,
    TheTicket,
    WorkedMessage,
    check_exists,
)
from app.tickets.conversation import MessageWasRedacted
from app.tickets.lifecycle import TicketWasMerged
from app.tickets.message_reads import (
    ATTACHMENT,
    IN_TICKET,
    MESSAGE,
    MESSAGES,
    OF_MESSAGE,
    REPLY,
    REVISIONS,
)
from app.tickets.models import Message, Ticket
from app.tickets.reads import IS_PUBLIC, UNREAD

router = APIRouter(tags=["tickets"], route_class=Route)

#: The number of the newest message that the caller has seen, or nothing.
LastSeenSeq = Annotated[
    int | None, Header(alias="X-Last-Seen-Seq", ge=0, description="To be told of newer messages.")
]


async def _message(session: TenantSession, message: Message, status: int = 201) -> Any:
    location = f"/v1/tickets/{message.ticket_id}/messages" if status == 201 else ""
    return await one(session, MESSAGE, id=message.id, status=status, location=location)


@router.get(
    "/tickets/{ticket_id}/messages",
    operation_id="listMessages",
    response_model=Page[message_schemas.Message],
)
async def list_messages(
    reading: CanRead, ticket_id: UUID, query: Annotated[message_schemas.MessageQuery, Query()]
) -> Any:
    """The conversation from its beginning; requesters see no internal notes."""
    await check_exists(reading, ticket_id)
    visible = () if reading.actor.may("tickets:all") else (IS_PUBLIC,)
    return await MESSAGES.page(reading, query, IN_TICKET, *visible, ticket_id=ticket_id)


@router.post(
    "/tickets/{ticket_id}/replies",
    operation_id="createReply",
    status_code=201,
    response_model=message_schemas.Reply,
    responses=refuses(
        *(TicketWasMerged, InvalidTransition, UnknownReference, AttachmentTooLarge),
        *(MediaTypeNotSupported, UploadAlreadyUsed),
    ),
)
async def create_reply(
    session: CanWrite,
    ticket: InTicket,
    new: message_schemas.ReplyCreate,
    last_seen_seq: LastSeenSeq = None,
) -> Any:
    """Write to the other side. A requester's reply opens a solved ticket again.

    One that comes long after the ticket was closed opens a new one instead: the answer says which.
    """
    seen = await session.row(
        UNREAD[session.actor.may("tickets:all")], id=ticket.id, actor_id=session.actor.person_id
    )
    assert seen is not None
    is_behind = last_seen_seq is not None and last_seen_seq < seen["last_seq"]
    answered = await service.reply_to_ticket(session, ticket, new)
    return await one(
        session,
        REPLY,
        id=answered.message.id,
        follow_up_of_id=answered.follow_up_of_id,
        warning="newer_messages" if is_behind else None,
        status=201,
        location=f"/v1/tickets/{answered.ticket.id}/messages",
    )


@router.post(
    "/tickets/{ticket_id}/notes",
    operation_id="createNote",
    status_code=201,
    response_model=message_schemas.Message,
    responses=refuses(
        TicketWasMerged, AttachmentTooLarge, MediaTypeNotSupported, UploadAlreadyUsed
    ),
)
async def create_note(session: CanWork, ticket: TheTicket, new: message_schemas.NoteCreate) -> Any:
    """Write for the desk only; the requester never hears of it."""
    message = await conversation.write_note(
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
) -> Any:
    """Correct what one wrote. The desk can see what it said before."""
    ticket = await session.fetch(Ticket, message.ticket_id, lock=True)
    await conversation.edit(session, ticket, message, change.body, html=change.format == "html")
    return await _message(session, message, 200)


@router.post(
    "/messages/{message_id}/redact",
    operation_id="redactMessage",
    response_model=message_schemas.Message,
)
async def redact_message(
    session: CanWork, message: WorkedMessage, why: message_schemas.MessageRedact
) -> Any:
    """Take out for good what should never have been written; its files go with it."""
    ticket = await session.fetch(Ticket, message.ticket_id, lock=True)
    await conversation.redact(session, ticket, message, why.reason)
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
) -> Any:
    """What a message said before it was edited; for the desk."""
    if not reading.actor.may("tickets:all"):
        raise NotFound
    if await reading.row(MESSAGE, id=message_id) is None:
        raise NotFound
    return await REVISIONS.page(reading, query, OF_MESSAGE, message_id=message_id)


@router.get(
    "/attachments/{attachment_id}/content",
    operation_id="downloadAttachment",
    response_class=StreamingResponse,
    responses={
        200: {
            "content": {
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
            }
        }
    },
)
async def download_attachment(
    request: Request, reading: CanRead, attachment_id: UUID
) -> StreamingResponse:
    """The bytes of an attachment, for whoever may read the message that it came with."""
    statement = ATTACHMENT[reading.actor.may("tickets:all")]
    found = await reading.row(statement, id=attachment_id, actor_id=reading.actor.person_id)
    if found is None:
        raise NotFound
    storage: Storage = request.app.state.storage
    try:
        chunks = await storage.stream(found["storage_key"])
    except UnknownFile:
        raise NotFound from None
    disposition = f"attachment; filename*=UTF-8''{quote(found['name'], safe='')}"
    return StreamingResponse(
        chunks,
        media_type="application/octet-stream",
        headers={"Content-Disposition": disposition},
    )


@router.put(
    "/tickets/{ticket_id}/read-marker",
    operation_id="putReadMarker",
    response_model=message_schemas.ReadMarker,
)
async def put_read_marker(
    session: CanWrite, ticket: InTicket, read: message_schemas.ReadMarkerPut
) -> message_schemas.ReadMarker:
    """Remember how far the caller has read. An older number changes nothing."""
    await conversation.mark_read(session, ticket, read.seq)
    actor = session.actor
    statement = UNREAD[actor.may("tickets:all")]
    row = await session.row(statement, id=ticket.id, actor_id=actor.person_id)
    assert row is not None
    return message_schemas.ReadMarker(
        last_read_seq=row["last_read_seq"], unread_count=row["unread_count"]
    )
