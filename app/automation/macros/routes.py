"""`/v1/macros`, and macros in a ticket."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.automation.macros import schemas
from app.automation.macros import service as macros
from app.automation.macros.reads import MACRO, MACROS
from app.automation.macros.visibility import TheMacro
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import InvalidTransition, PermissionMissing, UnknownReference, refuses
from app.desks.agents.service import AgentOverCapacity, NotAnAgent
from app.tickets import schemas as tickets_schemas
from app.tickets.models import TicketWasMerged
from app.tickets.reads import the_ticket
from app.tickets.visibility import CanWork, TheTicket

router = APIRouter(tags=["automation"], route_class=Route)

CanRead = Annotated[Reading, acting("automation:read")]


@router.get("/macros", operation_id="listMacros", response_model=Page[schemas.Macro])
async def list_macros(reading: CanRead, query: Annotated[schemas.MacroQuery, Query()]) -> Json:
    """List macros.

    Gives the caller's own macros, those of the caller's teams and those that the whole desk
    shares. In the order of `name`. Those who lead the desk (`tickets:lead`) get the macros of
    all teams. Another person's own macros are never listed.
    """
    return await MACROS.page(reading, query)


@router.post(
    "/macros",
    operation_id="createMacro",
    status_code=201,
    response_model=schemas.Macro,
    responses=refuses(PermissionMissing, UnknownReference, NotAnAgent),
)
async def create_macro(session: CanWork, new: schemas.MacroCreate) -> Json:
    """Create a macro.

    Keeps a canned reply or up to 20 actions under a name, for the caller alone, for a team or
    with `shared` for the whole desk. At most one action writes to the requester; texts may have
    placeholders. A macro for others needs the permission `tickets:lead` (`permission_missing`).

    Refuses a team, person, incident or code that does not exist (`unknown_reference`), an
    assignment to somebody who does not work at the desk (`not_an_agent`), and `shared` together
    with `team_id` or placeholders that there are not (`validation_failed`).
    """
    macro = await macros.create_macro(session, new)
    return await one(session, MACRO, id=macro.id, status=201, location=f"/v1/macros/{macro.id}")


@router.get("/macros/{macro_id}", operation_id="getMacro", response_model=schemas.Macro)
async def get_macro(reading: CanRead, macro_id: UUID) -> Json:
    """Get a macro.

    Gives the actions as they were written, with their placeholders; `getMacroPreview` fills
    these in for a ticket. Answers `not_found` for another person's own macro, and for one of a
    team that the caller is not in, unless they lead the desk.
    """
    return await one(reading, MACRO, id=macro_id)


@router.patch(
    "/macros/{macro_id}",
    operation_id="updateMacro",
    response_model=schemas.Macro,
    responses=refuses(PermissionMissing, UnknownReference, NotAnAgent),
)
async def update_macro(session: CanWork, macro: TheMacro, change: schemas.MacroUpdate) -> Json:
    """Update a macro.

    Changes the name, or replaces all actions; who uses the macro cannot be changed. What was
    done with it stays. A shared one needs the permission `tickets:lead` (`permission_missing`).
    Refuses actions that name something that does not exist (`unknown_reference`), and an
    assignment to somebody who does not work at the desk (`not_an_agent`).
    """
    await macros.update_macro(session, macro, change)
    return await one(session, MACRO, id=macro.id)


@router.delete(
    "/macros/{macro_id}",
    operation_id="deleteMacro",
    status_code=204,
    responses=refuses(PermissionMissing),
)
async def delete_macro(session: CanWork, macro: TheMacro) -> Response:
    """Delete a macro.

    Deletes the macro for good; what was done with it stays. A macro of a team or of the whole
    desk disappears for everyone and needs the permission `tickets:lead` (`permission_missing`).
    """
    await macros.delete_macro(session, macro)
    return Response(status_code=204)


@router.get(
    "/tickets/{ticket_id}/macros/{macro_id}",
    operation_id="getMacroPreview",
    response_model=schemas.MacroPreview,
)
async def get_macro_preview(
    reading: CanRead, ticket_id: UUID, macro_id: UUID
) -> schemas.MacroPreview:
    """Preview a macro in a ticket.

    Gives the actions of the macro with placeholders replaced as for this ticket, and in `reply`
    the text that the requester would read. Show it to the agent for editing, then send it with
    `applyMacro`. Nothing is changed. Answers `not_found` for a macro that the caller may not
    use.
    """
    actions = await macros.preview(reading, ticket_id, macro_id)
    written = (a["value"] for a in actions if a["type"] in ("reply", "solve"))
    return schemas.MacroPreview.model_validate(
        {"macro_id": macro_id, "reply": next(written, None), "actions": actions}
    )


@router.post(
    "/tickets/{ticket_id}/macros/{macro_id}/apply",
    operation_id="applyMacro",
    response_model=tickets_schemas.Ticket,
    responses=refuses(
        *(InvalidTransition, TicketWasMerged, AgentOverCapacity, NotAnAgent, UnknownReference)
    ),
)
async def apply_macro(
    session: CanWork, ticket: TheTicket, macro_id: UUID, how: schemas.MacroApply
) -> Json:
    """Apply a macro to a ticket.

    Carries out all actions of the macro in one step, each as if the agent did it: with the same
    notifications, SLA and events. `reply` replaces the text of the macro. If one action is
    refused, none is carried out.

    Refuses a status that cannot follow, or solving a ticket that is solved or closed
    (`invalid_transition`), a merged ticket (`ticket_merged`), an assignment to an agent without
    capacity (`agent_over_capacity`) or to somebody who no longer works at the desk
    (`not_an_agent`), and what an action names and is gone (`unknown_reference`). Answers
    `not_found` for a macro that the caller may not use.
    """
    await macros.apply_macro(session, ticket, macro_id, how)
    return await the_ticket(session, ticket.id)
