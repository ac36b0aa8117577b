"""`/v1/tickets/{ticket_id}/participants`"""

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
from app.tickets.links.reads import OF_TICKET
from app.tickets.models import TicketWasMerged
from app.tickets.participants import schemas
from app.tickets.participants import service as participants
from app.tickets.participants.models import Participant
from app.tickets.participants.reads import PARTICIPANT, PARTICIPANTS
from app.tickets.participants.service import AlreadyTakesPart
from app.tickets.visibility import (
    CanRead,
    CanWork,
    TheTicket,
    require_desk_permission,
    require_visible,
)

router = APIRouter(tags=["tickets"], route_class=Route)


@router.get(
    "/tickets/{ticket_id}/participants",
    operation_id="listParticipants",
    response_model=Page[schemas.Participant],
)
async def list_participants(
    reading: CanRead, ticket_id: UUID, query: Annotated[schemas.ParticipantQuery, Query()]
) -> Json:
    """List the participants of a ticket.

    Gives the people who take part beside requester and assignee: in copy, watching or
    collaborating. In the order in which they were added. Only callers who may see the tickets
    of everyone get the list; others get `not_found`.
    """
    require_desk_permission(reading)
    await require_visible(reading, ticket_id)
    return await PARTICIPANTS.page(reading, query, OF_TICKET[Participant], ticket_id=ticket_id)


@router.post(
    "/tickets/{ticket_id}/participants",
    operation_id="createParticipant",
    status_code=201,
    response_model=schemas.Participant,
    responses=refuses(AlreadyTakesPart, UnknownReference, TicketWasMerged),
)
async def create_participant(
    session: CanWork, ticket: TheTicket, new: schemas.ParticipantCreate
) -> Json:
    """Add a participant to a ticket.

    Lets a person see the ticket and write in it: `cc` for people of the customer's side,
    `watcher` and `collaborator` for the desk. With `notify` they are notified of replies from
    now on; adding them sends nothing. Refuses whoever is the requester or takes part already
    (`already_takes_part`), a person who does not exist (`unknown_reference`), a requester in
    another role than `cc` (`validation_failed`), and a merged ticket (`ticket_merged`).
    """
    found = await participants.create_participant(session, ticket, new)
    location = f"/v1/tickets/{ticket.id}/participants"
    return await one(session, PARTICIPANT, id=found.id, status=201, location=location)


@router.delete(
    "/tickets/{ticket_id}/participants/{participant_id}",
    operation_id="deleteParticipant",
    status_code=204,
)
async def delete_participant(session: CanWork, ticket: TheTicket, participant_id: UUID) -> Response:
    """Remove a participant from a ticket.

    The person is no longer notified of replies and sees the ticket no longer, unless they may
    see it for another reason. What they wrote stays. Answers `not_found` for a participant of
    another ticket.
    """
    await participants.delete_participant(session, ticket, participant_id)
    return Response(status_code=204)
