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
from app.tickets import schemas as tickets
from app.tickets.models import TicketWasMerged
from app.tickets.reads import the_ticket
from app.tickets.visibility import CanWork, TheTicket

router = APIRouter(tags=["automation"], route_class=Route)

CanRead = Annotated[Reading, acting("automation:read")]


@router.get("/macros", operation_id="listMacros", response_model=Page[schemas.Macro])
async def list_macros(reading: CanRead, query: Annotated[schemas.MacroQuery, Query()]) -> Json:
    """One's own macros, those of one's teams, and the desk's."""
    return await MACROS.page(reading, query)


@router.post(
    "/macros",
    operation_id="createMacro",
    status_code=201,
    response_model=schemas.Macro,
    responses=refuses(PermissionMissing, UnknownReference, NotAnAgent),
)
async def create_macro(session: CanWork, new: schemas.MacroCreate) -> Json:
    """Keep a canned reply, or several actions, under a name."""
    macro = await macros.create_macro(session, new)
    return await one(session, MACRO, id=macro.id, status=201, location=f"/v1/macros/{macro.id}")


@router.get("/macros/{macro_id}", operation_id="getMacro", response_model=schemas.Macro)
async def get_macro(reading: CanRead, macro_id: UUID) -> Json:
    """One macro."""
    return await one(reading, MACRO, id=macro_id)


@router.patch(
    "/macros/{macro_id}",
    operation_id="updateMacro",
    response_model=schemas.Macro,
    responses=refuses(PermissionMissing, UnknownReference, NotAnAgent),
)
async def update_macro(session: CanWork, macro: TheMacro, change: schemas.MacroUpdate) -> Json:
    """Change a macro; what was done with it stays."""
    await macros.update_macro(session, macro, change)
    return await one(session, MACRO, id=macro.id)


@router.delete(
    "/macros/{macro_id}",
    operation_id="deleteMacro",
    status_code=204,
    responses=refuses(PermissionMissing),
)
async def delete_macro(session: CanWork, macro: TheMacro) -> Response:
    """Forget a macro."""
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
    """What the macro would write and do in this ticket, to be looked at and edited."""
    actions = await macros.preview(reading, ticket_id, macro_id)
    written = (a["value"] for a in actions if a["type"] in ("reply", "solve"))
    return schemas.MacroPreview.model_validate(
        {"macro_id": macro_id, "reply": next(written, None), "actions": actions}
    )


@router.post(
    "/tickets/{ticket_id}/macros/{macro_id}/apply",
    operation_id="applyMacro",
    response_model=tickets.Ticket,
    responses=refuses(
        *(InvalidTransition, TicketWasMerged, AgentOverCapacity, NotAnAgent, UnknownReference)
    ),
)
async def apply_macro(
    session: CanWork, ticket: TheTicket, macro_id: UUID, how: schemas.MacroApply
) -> Json:
    """Do all that the macro says in one step, with the text as the agent left it."""
    await macros.apply_macro(session, ticket, macro_id, how)
    return await the_ticket(session, ticket.id)
