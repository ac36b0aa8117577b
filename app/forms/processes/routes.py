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
from app.forms.models import Process
from app.forms.processes import schemas
from app.forms.processes import service as processes
from app.forms.processes.reads import PROCESS, PROCESSES
from app.forms.processes.schemas import ProcessQuery
from app.forms.processes.service import ActivityInUse, ProcessIncomplete

router = APIRouter(prefix="/processes", tags=["forms"], route_class=Route)

CanStudy = Annotated[Reading, acting("designs:read")]
CanWrite = Annotated[TenantSession, acting("forms:write")]
TheProcess = Annotated[Process, existing(Process, "forms:write", name="process_id")]


@router.get(
    "",
    operation_id="listProcesses",
    response_model=Page[schemas.Process],
)
async def list_processes(reading: CanStudy, query: Annotated[ProcessQuery, Query()]) -> Json:
    """All processes in brief, for the administration."""
    return await PROCESSES.page(reading, query)


@router.post(
    "",
    operation_id="createProcess",
    status_code=201,
    response_model=schemas.ProcessInFull,
    responses=refuses(Duplicate),
)
async def create_process(session: CanWrite, new: schemas.ProcessCreate) -> Json:
    """Name a process; its activities come with its definition."""
    process = processes.create_process(session, new)
    location = f"/v1/processes/{process.id}"
    return await one(session, PROCESS, id=process.id, status=201, location=location)


@router.get(
    "/{process_id}",
    operation_id="getProcess",
    response_model=schemas.ProcessInFull,
)
async def get_process(reading: CanStudy, process_id: UUID) -> Json:
    """One process with its activities, dialogs and transitions."""
    return await one(reading, PROCESS, id=process_id)


@router.patch("/{process_id}", operation_id="updateProcess", response_model=schemas.ProcessInFull)
async def update_process(
    session: CanWrite, process: TheProcess, change: schemas.ProcessUpdate
) -> Json:
    """Rename a process."""
    processes.update_process(session, process, change)
    return await one(session, PROCESS, id=process.id)


@router.put(
    "/{process_id}/definition",
    operation_id="defineProcess",
    response_model=schemas.ProcessInFull,
    responses=refuses(UnknownReference, ActivityInUse),
)
async def define_process(
    session: CanWrite, process: TheProcess, new: schemas.DefinitionPut
) -> Json:
    """Replace activities, dialogs and transitions as a whole; what keeps its key keeps its id."""
    await processes.put_definition(session, process, new)
    return await one(session, PROCESS, id=process.id)


@router.post(
    "/{process_id}/activate",
    operation_id="activateProcess",
    response_model=schemas.ProcessInFull,
    responses=refuses(InvalidTransition, ProcessIncomplete),
)
async def activate_process(session: CanWrite, process: TheProcess) -> Json:
    """Let tickets begin in the process, for the first time or again."""
    await processes.set_state(session, process, "activate")
    return await one(session, PROCESS, id=process.id)


@router.post(
    "/{process_id}/fade-away",
    operation_id="fadeAwayProcess",
    response_model=schemas.ProcessInFull,
    responses=refuses(InvalidTransition),
)
async def fade_away_process(session: CanWrite, process: TheProcess) -> Json:
    """Take no new tickets; those that run in the process go on."""
    await processes.set_state(session, process, "fade-away")
    return await one(session, PROCESS, id=process.id)


@router.post(
    "/{process_id}/retire",
    operation_id="retireProcess",
    response_model=schemas.ProcessInFull,
    responses=refuses(InvalidTransition),
)
async def retire_process(session: CanWrite, process: TheProcess) -> Json:
    """End a process that has faded away."""
    await processes.set_state(session, process, "retire")
    return await one(session, PROCESS, id=process.id)
