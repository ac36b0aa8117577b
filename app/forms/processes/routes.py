"""`/v1/processes`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting, existing
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import Duplicate, InvalidTransition, UnknownReference, refuses
from app.forms.models import TicketProcess
from app.forms.processes import schemas
from app.forms.processes import service as processes
from app.forms.processes.reads import PROCESS, PROCESSES
from app.forms.processes.schemas import TicketProcessQuery
from app.forms.processes.service import ActivityInUse, ProcessIncomplete

router = APIRouter(prefix="/processes", tags=["forms"], route_class=Route)

CanStudy = Annotated[Reading, acting("designs:read")]
CanWrite = Annotated[TenantSession, acting("forms:write")]
TheProcess = Annotated[TicketProcess, existing(TicketProcess, "forms:write", name="process_id")]


@router.get(
    "",
    operation_id="listProcesses",
    response_model=Page[schemas.TicketProcess],
)
async def list_processes(reading: CanStudy, query: Annotated[TicketProcessQuery, Query()]) -> Json:
    """List processes.

    All processes without their activities, sorted by key, in every status unless `status` is given.
    `getProcess` gives a process as a whole.
    """
    return await PROCESSES.page(reading, query)


@router.post(
    "",
    operation_id="createProcess",
    status_code=201,
    response_model=schemas.TicketProcessInFull,
    responses=refuses(Duplicate),
)
async def create_process(session: CanWrite, new: schemas.TicketProcessCreate) -> Json:
    """Create a process.

    The process is a draft without activities: they come with its definition (`defineProcess`), and
    tickets begin in it once it is activated. The key cannot be changed later. Refused with
    `duplicate` when another process has this key.
    """
    process = processes.create_process(session, new)
    location = f"/v1/processes/{process.id}"
    return await one(session, PROCESS, id=process.id, status=201, location=location)


@router.get(
    "/{process_id}",
    operation_id="getProcess",
    response_model=schemas.TicketProcessInFull,
)
async def get_process(reading: CanStudy, process_id: UUID) -> Json:
    """Get a process.

    The process with all of its activities, dialogs and transitions. `unreachable` names activities
    that no transition leads to from the first one.
    """
    return await one(reading, PROCESS, id=process_id)


@router.patch(
    "/{process_id}", operation_id="updateProcess", response_model=schemas.TicketProcessInFull
)
async def update_process(
    session: CanWrite, process: TheProcess, change: schemas.TicketProcessUpdate
) -> Json:
    """Update the name of a process.

    Nothing else can be changed here: activities are replaced with `defineProcess`, and the status
    changes by commands.
    """
    processes.update_process(session, process, change)
    return await one(session, PROCESS, id=process.id)


@router.put(
    "/{process_id}/definition",
    operation_id="defineProcess",
    response_model=schemas.TicketProcessInFull,
    responses=refuses(UnknownReference, ActivityInUse),
)
async def define_process(
    session: CanWrite, process: TheProcess, new: schemas.DefinitionPut
) -> Json:
    """Replace the definition of a process.

    Activities, dialogs and transitions are replaced as a whole, in any status of the process. What
    keeps its key keeps its identifier, so that tickets in the process go on. Tickets begin in the
    first activity, which needs a dialog that opens them.

    Refused with `activity_in_use` when an activity is left out of a process that has been active:
    tickets may be in it; `keys` names what to keep. Refused with `unknown_reference` when a form
    does not exist, and with `validation_failed` for everything else that is wrong, such as a form
    without a published version, a transition to an unknown activity or an automatic one without a
    condition.
    """
    await processes.put_definition(session, process, new)
    return await one(session, PROCESS, id=process.id)


@router.post(
    "/{process_id}/activate",
    operation_id="activateProcess",
    response_model=schemas.TicketProcessInFull,
    responses=refuses(InvalidTransition, ProcessIncomplete),
)
async def activate_process(session: CanWrite, process: TheProcess) -> Json:
    """Activate a process.

    From now on tickets begin in it at the nodes of the form tree that lead to it. Possible for a
    draft, for a process that is fading away, and for one that is retired. Refused with
    `process_incomplete` when it has no definition yet, and with `invalid_transition` when it is
    active already.
    """
    await processes.set_state(session, process, "activate")
    return await one(session, PROCESS, id=process.id)


@router.post(
    "/{process_id}/fade-away",
    operation_id="fadeAwayProcess",
    response_model=schemas.TicketProcessInFull,
    responses=refuses(InvalidTransition),
)
async def fade_away_process(session: CanWrite, process: TheProcess) -> Json:
    """Let no more tickets begin in a process.

    The status becomes `fade_away`: nodes that lead to the process open no tickets any more, and
    tickets that run in it go on as before. Use it before `retireProcess`; `activateProcess` takes
    it back. Refused with `invalid_transition` unless the process is active.
    """
    await processes.set_state(session, process, "fade-away")
    return await one(session, PROCESS, id=process.id)


@router.post(
    "/{process_id}/retire",
    operation_id="retireProcess",
    response_model=schemas.TicketProcessInFull,
    responses=refuses(InvalidTransition),
)
async def retire_process(session: CanWrite, process: TheProcess) -> Json:
    """Retire a process that has faded away.

    The status becomes `inactive`, as a sign that the process is not needed any more. Tickets in it
    are not changed, and `activateProcess` brings it back. Refused with `invalid_transition` unless
    its status is `fade_away`.
    """
    await processes.set_state(session, process, "retire")
    return await one(session, PROCESS, id=process.id)
