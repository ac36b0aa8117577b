"""`/v1/tickets/{ticket_id}/merge`, `/split`"""

from fastapi import APIRouter

from app.core.data.reading import Json
from app.core.http.routing import Route
from app.core.values.errors import (
    UnknownReference,
    refuses,
)
from app.tickets import schemas
from app.tickets.merging import schemas as merging_schemas
from app.tickets.merging import service as merging
from app.tickets.merging.service import MergeCycle, MergeVisibility
from app.tickets.models import TicketWasMerged
from app.tickets.reads import the_ticket
from app.tickets.visibility import CanWork, MergedTicket, TheTicket

router = APIRouter(tags=["tickets"], route_class=Route)


@router.post(
    "/tickets/{ticket_id}/merge",
    operation_id="mergeTicket",
    response_model=schemas.Ticket,
    responses=refuses(MergeCycle, MergeVisibility, TicketWasMerged, UnknownReference),
)
async def merge_ticket(
    session: CanWork, ticket: MergedTicket, wanted: merging_schemas.TicketMerge
) -> Json:
    """Merge a ticket into another one.

    All messages move to the other ticket and keep their authors; so do participants, tags,
    links, raised orders, reply drafts and incidents. Ratings and SLA clocks stay. The ticket in
    the path is closed and read-only, its SLA clocks are cancelled, and `merged_into_id` says
    where it goes on; the answer is this ticket. Nobody is notified, and a merge cannot be
    undone. If `into_id` was itself merged, the ticket that it went on in is used.

    If this ticket is unfinished, a solved or closed `into_id` is reopened. If it waits for the
    desk, so does the other one, and a `pending` one becomes `open`.

    Refuses a merge of a ticket with itself or with one that goes on in it (`merge_cycle`), a
    ticket that was merged before (`ticket_merged`), and an `into_id` that does not exist
    (`unknown_reference`). If the requester of this ticket, or somebody in copy, does not take
    part in the other one, it is refused (`merge_visibility`) unless `add_requester` is sent.
    """
    await merging.merge(session, ticket, wanted)
    return await the_ticket(session, ticket.id)


@router.post(
    "/tickets/{ticket_id}/split",
    operation_id="splitTicket",
    status_code=201,
    response_model=schemas.Ticket,
    responses=refuses(UnknownReference),
)
async def split_ticket(
    session: CanWork, ticket: TheTicket, wanted: merging_schemas.TicketSplit
) -> Json:
    """Split a message off into a ticket of its own.

    Opens a new ticket with a copy of the message's text as its description, as of the time when
    it was written. The message stays where it is; its attachments come with both. The requester
    is the author of the message, or of an agent's message the requester of this ticket. Desk,
    customer, site, priority, team, tags, participants, links to other tickets and open incidents
    are taken over; the new ticket is linked to this one with the kind `split_from`. Refuses a
    message that is not a public reply of this ticket (`unknown_reference`).
    """
    ticket_id = await merging.split(session, ticket, wanted)
    return await the_ticket(session, ticket_id, status=201, location=f"/v1/tickets/{ticket_id}")
