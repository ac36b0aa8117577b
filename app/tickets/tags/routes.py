"""`/v1/tickets/{ticket_id}/tags`"""

from fastapi import APIRouter

from app.core.data.reading import Json
from app.core.http.routing import Route
from app.tickets import schemas
from app.tickets.reads import the_ticket
from app.tickets.tags import schemas as tags_schemas
from app.tickets.tags import service as tags
from app.tickets.visibility import CanWork, TheTicket

router = APIRouter(tags=["tickets"], route_class=Route)


@router.put(
    "/tickets/{ticket_id}/tags", operation_id="putTicketTags", response_model=schemas.Ticket
)
async def put_ticket_tags(
    session: CanWork, ticket: TheTicket, wanted: tags_schemas.TagsPut
) -> Json:
    """Set the tags of a ticket.

    Replaces all tags of the ticket by those that are sent, at most 20; an empty list removes
    all. Tags are kept in lower case and need not be created before. Only the desk sees them;
    the change is in the timeline. To find tickets by a tag, use `tag` in `listTickets`.
    """
    await tags.put_tags(session, ticket, wanted.tags)
    return await the_ticket(session, ticket.id)
