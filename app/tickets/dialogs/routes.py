"""`/v1/tickets/{ticket_id}/dialogs`"""

from uuid import UUID

from fastapi import APIRouter

from app.core.data.reading import Json
from app.core.http.routing import Route
from app.core.values.errors import (
    InvalidTransition,
    NotFound,
    PermissionMissing,
    refuses,
)
from app.forms.process_steps.service import TransitionLimit
from app.tickets import schemas
from app.tickets.dialogs import schemas as dialogs_schemas
from app.tickets.dialogs import service as dialogs
from app.tickets.dialogs.reads import DIALOGS, STEP
from app.tickets.dialogs.service import ActivityChanged
from app.tickets.models import TicketWasMerged
from app.tickets.reads import the_ticket
from app.tickets.visibility import CanRead, CanWrite, InTicket, is_of_the_desk

router = APIRouter(tags=["tickets"], route_class=Route)


@router.get(
    "/tickets/{ticket_id}/dialogs",
    operation_id="listDialogs",
    response_model=dialogs_schemas.TicketDialogs,
)
async def list_dialogs(reading: CanRead, ticket_id: UUID) -> dialogs_schemas.TicketDialogs:
    """List the dialogs that can be submitted in a ticket now.

    Gives the dialogs of the step that the ticket's process is at, for the caller's side only,
    in the order of the process and without pages. Use it to show the next steps, then send one
    with `submitDialog`. Empty if the ticket is solved or closed, or goes through no process;
    dialogs whose form has no published version are left out.
    """
    actor = reading.actor
    seen = await reading.row(STEP, id=ticket_id)
    if seen is None:
        raise NotFound
    is_agent = is_of_the_desk(actor) and seen["requester_id"] != actor.person_id
    found = await reading.rows(DIALOGS, id=ticket_id, audience="agent" if is_agent else "requester")
    return dialogs_schemas.TicketDialogs(
        activity_id=seen["activity_id"],
        items=[dialogs_schemas.TicketDialog(**row) for row in found],
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
    session: CanWrite, ticket: InTicket, dialog_id: UUID, new: dialogs_schemas.DialogSubmit
) -> Json:
    """Submit a dialog of the process in a ticket.

    Checks what was filled in against the form, adds it to the ticket's fields, and takes the
    first transition whose condition fits. That can lead to another step and set status or
    priority; it is shown in the timeline. If no transition fits, the ticket stays at its step.

    Refuses a dialog of another step than the present one (`activity_changed`), one for the
    other side (`permission_missing`), fields that the form does not accept
    (`validation_failed`), transitions that run in a circle (`transition_limit`), a transition
    to a status that cannot follow (`invalid_transition`), and a merged ticket
    (`ticket_merged`). Answers `not_found` for a dialog of another process or without a
    published form.
    """
    await dialogs.submit(session, ticket, dialog_id, new)
    return await the_ticket(session, ticket.id)
