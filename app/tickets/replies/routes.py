"""`POST /v1/tickets/{ticket_id}/replies`"""

from typing import Annotated

from fastapi import APIRouter, Header

from app.core.data.reading import Json, one
from app.core.http.routing import Route
from app.core.values.errors import (
    InvalidTransition,
    MediaTypeNotSupported,
    UnknownReference,
    refuses,
)
from app.files.uploads.service import AttachmentTooLarge, UploadAlreadyUsed
from app.tickets.messages.reads import REPLY
from app.tickets.models import TicketWasMerged
from app.tickets.reads import UNREAD
from app.tickets.replies import schemas as message_schemas
from app.tickets.replies import service as replies
from app.tickets.visibility import (
    CanWrite,
    InTicket,
)

router = APIRouter(tags=["tickets"], route_class=Route)

#: The number of the newest message that the caller has seen, or nothing.
LastSeenSeq = Annotated[
    int | None,
    Header(
        alias="X-Last-Seen-Seq",
        ge=0,
        description="`seq` of the newest message that the caller has seen. If the ticket has newer"
        " ones, the `warning` of the answer says so; the reply is written all the same.",
    ),
]


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
) -> Json:
    """Write to the other side. A requester's reply opens a solved ticket again.

    One that comes long after the ticket was closed opens a new one instead: the answer says which.
    """
    seen = await session.row(UNREAD, id=ticket.id)
    assert seen is not None
    is_behind = last_seen_seq is not None and last_seen_seq < seen["last_seq"]
    answered = await replies.reply_to_ticket(session, ticket, new)
    return await one(
        session,
        REPLY,
        id=answered.message.id,
        follow_up_of_id=answered.follow_up_of_id,
        warning="newer_messages" if is_behind else None,
        status=201,
        location=f"/v1/tickets/{answered.ticket.id}/messages",
    )
