"""What joins and parts tickets over HTTP: merging, splitting, links, tags, people, dialogs."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.core.errors import (
    InvalidTransition,
    NotFound,
    PermissionMissing,
    UnknownReference,
    refuses,
)
from app.core.listing import Page
from app.core.reading import Reading, one
from app.core.routing import Route
from app.forms.stepping import TransitionLimit
from app.tickets import dialogs, drafts, link_schemas, merging, opening, schemas
from app.tickets.access import (
    CanRead,
    CanWork,
    CanWrite,
    InTicket,
    TheTicket,
    check_exists,
    the_ticket,
)
from app.tickets.dialogs import ActivityChanged
from app.tickets.lifecycle import TicketWasMerged
from app.tickets.link_reads import (
    DIALOGS,
    DRAFTS,
    LINK,
    LINKS,
    OF_TICKET,
    PARTICIPANT,
    PARTICIPANTS,
    STEP,
)
from app.tickets.merging import AlreadyLinked, AlreadyTakesPart, MergeCycle, MergeVisibility
from app.tickets.models import Participant, ReplyDraft, TicketLink

router = APIRouter(tags=["tickets"], route_class=Route)


@router.post(
    "/tickets/{ticket_id}/merge",
    operation_id="mergeTicket",
    response_model=schemas.Ticket,
    responses=refuses(MergeCycle, MergeVisibility, TicketWasMerged, UnknownReference),
)
async def merge_ticket(
    session: CanWork, ticket: TheTicket, wanted: link_schemas.TicketMerge
) -> Any:
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
) -> Any:
    """Make one message the beginning of a ticket of its own."""
    ticket_id = await merging.split(session, ticket, wanted)
    return await the_ticket(session, ticket_id, status=201, location=f"/v1/tickets/{ticket_id}")


@router.post(
    "/tickets/{ticket_id}/mark-as-spam",
    operation_id="markTicketAsSpam",
    response_model=schemas.Ticket,
    responses=refuses(TicketWasMerged),
)
async def mark_ticket_as_spam(session: CanWork, ticket: TheTicket) -> Any:
    """Close it without a word to anybody. Reopening takes that back."""
    await merging.mark_as_spam(session, ticket)
    return await the_ticket(session, ticket.id)


@router.get(
    "/tickets/{ticket_id}/links",
    operation_id="listTicketLinks",
    response_model=Page[link_schemas.TicketLink],
)
async def list_ticket_links(
    reading: CanRead, ticket_id: UUID, query: Annotated[link_schemas.TicketLinkQuery, Query()]
) -> Any:
    """What the ticket has to do with others; for the desk."""
    _for_the_desk(reading)
    await check_exists(reading, ticket_id)
    return await LINKS.page(reading, query, OF_TICKET[TicketLink], ticket_id=ticket_id)


@router.post(
    "/tickets/{ticket_id}/links",
    operation_id="createTicketLink",
    status_code=201,
    response_model=link_schemas.TicketLink,
    responses=refuses(AlreadyLinked, UnknownReference),
)
async def create_ticket_link(
    session: CanWork, ticket: TheTicket, new: link_schemas.TicketLinkCreate
) -> Any:
    """Link the ticket to another one."""
    found = await merging.link(session, ticket, new)
    location = f"/v1/tickets/{ticket.id}/links"
    return await one(session, LINK, id=found.id, status=201, location=location)


@router.delete(
    "/tickets/{ticket_id}/links/{link_id}", operation_id="deleteTicketLink", status_code=204
)
async def delete_ticket_link(session: CanWork, ticket: TheTicket, link_id: UUID) -> Response:
    """Take a link away."""
    await merging.unlink(session, ticket, link_id)
    return Response(status_code=204)


@router.put(
    "/tickets/{ticket_id}/tags", operation_id="putTicketTags", response_model=schemas.Ticket
)
async def put_ticket_tags(session: CanWork, ticket: TheTicket, wanted: link_schemas.TagsPut) -> Any:
    """Say anew how the ticket is tagged; tags are the desk's own words."""
    await opening.put_tags(session, ticket, wanted.tags)
    return await the_ticket(session, ticket.id)


@router.get(
    "/tickets/{ticket_id}/participants",
    operation_id="listParticipants",
    response_model=Page[link_schemas.Participant],
)
async def list_participants(
    reading: CanRead, ticket_id: UUID, query: Annotated[link_schemas.ParticipantQuery, Query()]
) -> Any:
    """Who takes part beside requester and assignee; for the desk."""
    _for_the_desk(reading)
    await check_exists(reading, ticket_id)
    return await PARTICIPANTS.page(reading, query, OF_TICKET[Participant], ticket_id=ticket_id)


@router.post(
    "/tickets/{ticket_id}/participants",
    operation_id="createParticipant",
    status_code=201,
    response_model=link_schemas.Participant,
    responses=refuses(AlreadyTakesPart, UnknownReference, TicketWasMerged),
)
async def create_participant(
    session: CanWork, ticket: TheTicket, new: link_schemas.ParticipantCreate
) -> Any:
    """Let somebody take part in the ticket."""
    found = await merging.add_participant(session, ticket, new)
    location = f"/v1/tickets/{ticket.id}/participants"
    return await one(session, PARTICIPANT, id=found.id, status=201, location=location)


@router.delete(
    "/tickets/{ticket_id}/participants/{participant_id}",
    operation_id="deleteParticipant",
    status_code=204,
)
async def delete_participant(session: CanWork, ticket: TheTicket, participant_id: UUID) -> Response:
    """Let somebody take part no longer."""
    await merging.remove_participant(session, ticket, participant_id)
    return Response(status_code=204)


@router.get(
    "/tickets/{ticket_id}/dialogs",
    operation_id="listDialogs",
    response_model=link_schemas.TicketDialogs,
)
async def list_dialogs(reading: CanRead, ticket_id: UUID) -> link_schemas.TicketDialogs:
    """The steps of the process that the caller may take now; none that could not be opened."""
    actor = reading.actor
    sees = actor.may("tickets:all")
    seen = await reading.row(STEP[sees], id=ticket_id, actor_id=actor.person_id)
    if seen is None:
        raise NotFound
    is_agent = sees and seen["requester_id"] != actor.person_id
    found = await reading.rows(DIALOGS, id=ticket_id, audience="agent" if is_agent else "requester")
    return link_schemas.TicketDialogs(
        activity_id=seen["activity_id"], items=[link_schemas.TicketDialog(**row) for row in found]
    )


@router.post(
    "/tickets/{ticket_id}/dialogs/{dialog_id}",
    operation_id="submitDialog",
    response_model=schemas.Ticket,
    responses=refuses(
        ActivityChanged, TransitionLimit, PermissionMissing, InvalidTransition, TicketWasMerged
    ),
)
async def submit_dialog(
    session: CanWrite, ticket: InTicket, dialog_id: UUID, new: link_schemas.DialogSubmit
) -> Any:
    """Take a step of the process with what was filled in."""
    await dialogs.submit(session, ticket, dialog_id, new)
    return await the_ticket(session, ticket.id)


@router.get(
    "/tickets/{ticket_id}/reply-drafts",
    operation_id="listReplyDrafts",
    response_model=Page[link_schemas.ReplyDraft],
)
async def list_reply_drafts(
    reading: CanRead, ticket_id: UUID, query: Annotated[link_schemas.ReplyDraftQuery, Query()]
) -> Any:
    """What closed orders propose as a reply; name one as `draft_id` to send it. For the desk."""
    _for_the_desk(reading)
    await check_exists(reading, ticket_id)
    return await DRAFTS.page(reading, query, OF_TICKET[ReplyDraft], ticket_id=ticket_id)


@router.delete(
    "/tickets/{ticket_id}/reply-drafts/{draft_id}",
    operation_id="deleteReplyDraft",
    status_code=204,
)
async def delete_reply_draft(session: CanWork, ticket: TheTicket, draft_id: UUID) -> Response:
    """Discard a draft."""
    await drafts.discard(session, ticket, draft_id)
    return Response(status_code=204)


def _for_the_desk(reading: Reading) -> None:
    """Like a ticket that is not there, for whoever is not of the desk."""
    if not reading.actor.may("tickets:all"):
        raise NotFound
