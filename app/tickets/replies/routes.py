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
from app.tickets.replies import schemas
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
    response_model=schemas.Reply,
    responses=refuses(
        *(TicketWasMerged, InvalidTransition, UnknownReference, AttachmentTooLarge),
        *(MediaTypeNotSupported, UploadAlreadyUsed),
    ),
)
async def create_reply(
    session: CanWrite,
    ticket: InTicket,
    new: schemas.ReplyCreate,
    last_seen_seq: LastSeenSeq = None,
) -> Json:
    """Reply to a ticket.

    Writes a public reply, which requester, participants and desk read. Requester and
    participants in copy are notified. Of what the customer's side writes the assignee hears, else
    the team, else agents who are online, else those who lead; watchers always, and of the desk
    whoever an agent's reply names as `@username`. An agent's reply opens a new ticket, or moves
    it to the `status` that is sent, counts as a response for the SLA, and can send a reply
    draft.

    A reply of the customer's side moves a `pending` ticket to `open` and reopens a solved or
    closed one. If the ticket was closed longer ago than the desk's `reopen_window_days`, a
    follow-up ticket is opened instead, with its participants, tags, team, links, orders, reply
    drafts and open incidents: `ticket_id` of the answer is the new one and `follow_up_of_id` the
    old one. With the desk's `thanks_filter`,
    a reply that is nothing but thanks leaves a solved ticket solved.

    Refuses a merged ticket (`ticket_merged`), a `status` that cannot follow
    (`invalid_transition`), a draft of another ticket (`unknown_reference`), and attachments
    beyond what the desk accepts (`attachment_too_large`, `media_type_not_supported`) or already
    used (`upload_already_used`).
    """
    seen = await session.row(UNREAD, id=ticket.id) if last_seen_seq is not None else None
    is_behind = seen is not None and last_seen_seq < seen["last_seq"]
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
