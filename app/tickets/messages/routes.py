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
from app.tickets.messages import schemas
from app.tickets.messages import service as messages
from app.tickets.messages.reads import IN_TICKET, MESSAGE, MESSAGES, OF_MESSAGE, REVISIONS
from app.tickets.messages.service import MessageWasRedacted
from app.tickets.models import Message, TicketWasMerged
from app.tickets.reads import UNREAD
from app.tickets.redaction.service import redact
from app.tickets.visibility import (
    CanRead,
    CanWork,
    CanWrite,
    InTicket,
    TheMessage,
    TheTicket,
    WorkedMessage,
    require_desk_permission,
    require_visible,
)

router = APIRouter(tags=["tickets"], route_class=Route)


async def _message(session: TenantSession, message: Message, status: int = 201) -> Json:
    location = f"/v1/tickets/{message.ticket_id}/messages" if status == 201 else ""
    return await one(session, MESSAGE, id=message.id, status=status, location=location)


@router.get(
    "/tickets/{ticket_id}/messages",
    operation_id="listMessages",
    response_model=Page[schemas.Message],
)
async def list_messages(
    reading: CanRead, ticket_id: UUID, query: Annotated[schemas.MessageQuery, Query()]
) -> Json:
    """List the messages of a ticket.

    Gives description, replies and internal notes with their attachments. In the order of `seq`
    from the first, or with `sort=-seq` from the newest. Requesters and participants of the
    customer's side get no internal notes. Redacted messages stay in the list without their
    content. Does not mark anything as read; that is done with `putReadMarker`.
    """
    await require_visible(reading, ticket_id)
    return await MESSAGES.of(reading.actor).page(reading, query, IN_TICKET, ticket_id=ticket_id)


@router.post(
    "/tickets/{ticket_id}/notes",
    operation_id="createNote",
    status_code=201,
    response_model=schemas.Message,
    responses=refuses(
        TicketWasMerged, AttachmentTooLarge, MediaTypeNotSupported, UploadAlreadyUsed
    ),
)
async def create_note(session: CanWork, ticket: TheTicket, new: schemas.NoteCreate) -> Json:
    """Write an internal note in a ticket.

    Only the desk can read the note, and the requester sees no trace of it. The assignee is
    notified, or who has the ticket in hand instead, and watchers; so is whoever of the desk the
    text names as `@username`. The text is in no mail.
    The status stays. With `counts_as_response` it records a call in which the requester was
    answered, which counts as a response for the SLA. Notes can trigger automation rules.

    Refuses a merged ticket (`ticket_merged`), and attachments beyond what the desk accepts
    (`attachment_too_large`, `media_type_not_supported`) or already used
    (`upload_already_used`).
    """
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
    response_model=schemas.Message,
    responses=refuses(PermissionMissing, MessageWasRedacted, TicketWasMerged),
)
async def update_message(
    session: CanWrite, message: TheMessage, change: schemas.MessageUpdate
) -> Json:
    """Edit one's own message.

    Replaces the text of a reply, a note or the description; the text before is kept as a
    revision, which the desk can read. Attachments stay. Nobody is notified again, and mails
    that were sent do not change. Refuses everybody but the author (`permission_missing`), a
    redacted message (`message_was_redacted`), and a message of a merged ticket
    (`ticket_merged`).
    """
    ticket = await messages.its_ticket(session, message)
    await messages.edit(session, ticket, message, change.body, html=change.format == "html")
    return await _message(session, message, 200)


@router.post(
    "/messages/{message_id}/redact",
    operation_id="redactMessage",
    response_model=schemas.Message,
)
async def redact_message(
    session: CanWork, message: WorkedMessage, why: schemas.MessageRedact
) -> Json:
    """Redact a message.

    Removes the text, its revisions and its attachments for good, for what should never have been
    written, such as a password: from the ticket and its search, from the solution that it was,
    from the ticket that was split from it, from orders that are not closed, from mails that were
    not sent yet, and from answers that are kept for an `Idempotency-Key`, which then answer
    `answer_undecryptable`. Files that nothing else refers to are deleted. Agents may redact the
    messages of everybody. An internal note keeps the reason, unless the ticket was merged. What
    was sent by e-mail cannot be taken back. Redacting a message again changes nothing.
    """
    ticket = await messages.its_ticket(session, message)
    await redact(session, ticket, message, why.reason)
    return await _message(session, message, 200)


@router.get(
    "/messages/{message_id}/revisions",
    operation_id="listMessageRevisions",
    response_model=Page[schemas.MessageRevision],
    responses=refuses(PermissionMissing),
)
async def list_message_revisions(
    reading: CanRead,
    message_id: UUID,
    query: Annotated[schemas.MessageRevisionQuery, Query()],
) -> Json:
    """List the revisions of a message.

    Gives the texts that an edited message had before, oldest first; the present text is in the
    message itself. A redacted message has none. Only callers who may see the tickets of
    everyone get the list; others get `not_found`.
    """
    require_desk_permission(reading)
    if await reading.row(MESSAGE, id=message_id) is None:
        raise NotFound
    return await REVISIONS.page(reading, query, OF_MESSAGE, message_id=message_id)


@router.put(
    "/tickets/{ticket_id}/read-marker",
    operation_id="putReadMarker",
    response_model=schemas.ReadMarker,
)
async def put_read_marker(
    session: CanWrite, ticket: InTicket, read: schemas.ReadMarkerPut
) -> schemas.ReadMarker:
    """Set one's read marker in a ticket.

    Tells how far the caller has read; messages of others after it are unread. The marker is the
    caller's own and is not shown to others. It never moves back: a lower `seq` changes nothing,
    a higher one than the ticket has counts as its newest. The answer says how many messages are
    still unread.
    """
    await messages.mark_read(session, ticket, read.seq)
    row = await session.row(UNREAD, id=ticket.id)
    assert row is not None
    return schemas.ReadMarker(last_read_seq=row["last_read_seq"], unread_count=row["unread_count"])
