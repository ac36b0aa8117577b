"""`/v1/tickets/{ticket_id}/reply-drafts`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.core.data.reading import Json
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.tickets.links.reads import OF_TICKET
from app.tickets.reply_drafts import schemas
from app.tickets.reply_drafts import service as reply_drafts
from app.tickets.reply_drafts.models import ReplyDraft
from app.tickets.reply_drafts.reads import DRAFTS
from app.tickets.visibility import (
    CanRead,
    CanWork,
    TheTicket,
    require_desk_permission,
    require_visible,
)

router = APIRouter(tags=["tickets"], route_class=Route)


@router.get(
    "/tickets/{ticket_id}/reply-drafts",
    operation_id="listReplyDrafts",
    response_model=Page[schemas.ReplyDraft],
)
async def list_reply_drafts(
    reading: CanRead, ticket_id: UUID, query: Annotated[schemas.ReplyDraftQuery, Query()]
) -> Json:
    """List the reply drafts of a ticket.

    Gives what closed service orders propose as a reply: the technician's report, codes and
    photos. In the order in which they were made. To send one, name it as `draft_id` in
    `createReply` or `solveTicket`; the text is yours to edit. Sent and discarded drafts are
    gone. Only callers who may see the tickets of everyone get the list; others get `not_found`.
    """
    require_desk_permission(reading)
    await require_visible(reading, ticket_id)
    return await DRAFTS.page(reading, query, OF_TICKET[ReplyDraft], ticket_id=ticket_id)


@router.delete(
    "/tickets/{ticket_id}/reply-drafts/{draft_id}",
    operation_id="deleteReplyDraft",
    status_code=204,
)
async def delete_reply_draft(session: CanWork, ticket: TheTicket, draft_id: UUID) -> Response:
    """Discard a reply draft.

    Deletes the draft for good; the order and its photos are not affected. The requester never
    sees drafts. Answers `not_found` for a draft of another ticket, or one that was sent
    already.
    """
    await reply_drafts.discard(session, ticket, draft_id)
    return Response(status_code=204)
