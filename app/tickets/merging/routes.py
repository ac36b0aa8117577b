"""`/v1/tickets/{ticket_id}/merge`, `/split`"""

from fastapi import APIRouter

from app.core.data.reading import Json
from app.core.http.routing import Route
from app.core.values.errors import (
    UnknownReference,
    refuses,
)
from app.tickets import schemas
from app.tickets.merging import schemas as link_schemas
from app.tickets.merging import service as merging
from app.tickets.merging.service import MergeCycle, MergeVisibility
from app.tickets.models import TicketWasMerged
from app.tickets.reads import the_ticket
from app.tickets.visibility import CanWork, TheTicket

router = APIRouter(tags=["tickets"], route_class=Route)


@router.post(
    "/tickets/{ticket_id}/merge",
    operation_id="mergeTicket",
    response_model=schemas.Ticket,
    responses=refuses(MergeCycle, MergeVisibility, TicketWasMerged, UnknownReference),
)
async def merge_ticket(
    session: CanWork, ticket: TheTicket, wanted: link_schemas.TicketMerge
) -> Json:
    """Let this ticket go on in another one; answers this one, which is read-only from now on."""
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
    session: CanWork, ticket: TheTicket, wanted: link_schemas.TicketSplit
) -> Json:
    """Make one message the beginning of a ticket of its own."""
    ticket_id = await merging.split(session, ticket, wanted)
    return await the_ticket(session, ticket_id, status=201, location=f"/v1/tickets/{ticket_id}")
