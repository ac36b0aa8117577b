"""`/v1/tickets/{ticket_id}/links`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.core.data.reading import Json, one
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import (
    UnknownReference,
    refuses,
)
from app.tickets.links import schemas
from app.tickets.links import service as links
from app.tickets.links.models import TicketLink
from app.tickets.links.reads import LINK, LINKS, OF_TICKET
from app.tickets.links.service import AlreadyLinked
from app.tickets.visibility import (
    CanRead,
    CanWork,
    TheTicket,
    require_desk_permission,
    require_visible,
)

router = APIRouter(tags=["tickets"], route_class=Route)


@router.get(
    "/tickets/{ticket_id}/links",
    operation_id="listTicketLinks",
    response_model=Page[schemas.TicketLink],
)
async def list_ticket_links(
    reading: CanRead, ticket_id: UUID, query: Annotated[schemas.TicketLinkQuery, Query()]
) -> Json:
    """List the links of a ticket.

    Gives the relations to other tickets that were made from this one, with number, subject and
    status of the other. In the order in which they were made. Links that other tickets have to
    this one are listed there. Only callers who may see the tickets of everyone get the list;
    others get `not_found`.
    """
    require_desk_permission(reading)
    await require_visible(reading, ticket_id)
    return await LINKS.page(reading, query, OF_TICKET[TicketLink], ticket_id=ticket_id)


@router.post(
    "/tickets/{ticket_id}/links",
    operation_id="createTicketLink",
    status_code=201,
    response_model=schemas.TicketLink,
    responses=refuses(AlreadyLinked, UnknownReference),
)
async def create_ticket_link(
    session: CanWork, ticket: TheTicket, new: schemas.TicketLinkCreate
) -> Json:
    """Link a ticket to another one.

    Notes that this ticket has to do with the other one, is a duplicate of it or is its parent.
    The link is information for the desk: neither ticket changes, and nobody is notified.
    Refuses a link that is there already (`already_linked`), another ticket that does not exist
    (`unknown_reference`), and a link to itself (`validation_failed`).
    """
    found = await links.link(session, ticket, new)
    location = f"/v1/tickets/{ticket.id}/links"
    return await one(session, LINK, id=found.id, status=201, location=location)


@router.delete(
    "/tickets/{ticket_id}/links/{link_id}", operation_id="deleteTicketLink", status_code=204
)
async def delete_ticket_link(session: CanWork, ticket: TheTicket, link_id: UUID) -> Response:
    """Delete a link between tickets.

    Removes the link; the tickets themselves do not change. Delete it at the ticket that it was
    made from: at the other one it answers `not_found`. Links that were made by splitting or by
    a follow-up can be deleted as well.
    """
    await links.unlink(session, ticket, link_id)
    return Response(status_code=204)
