"""`/v1/statuses`: names that a desk gives to statuses."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting, existing
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.desks.models import StatusName
from app.desks.status_names import schemas
from app.desks.status_names import service as status_names
from app.desks.status_names.reads import STATUS_NAME, STATUS_NAMES

router = APIRouter(tags=["desks"], route_class=Route)
CanRead = Annotated[Reading, acting("desks:read")]
CanWrite = Annotated[TenantSession, acting("desks:write")]
TheStatus = Annotated[StatusName, existing(StatusName, "desks:write", name="status_name_id")]


@router.get(
    "/status-names", operation_id="listStatusNames", response_model=Page[schemas.StatusName]
)
async def list_status_names(
    reading: CanRead, query: Annotated[schemas.StatusNameQuery, Query()]
) -> Json:
    """The organization's own names for statuses, in their order."""
    return await STATUS_NAMES.page(reading, query)


@router.post(
    "/status-names",
    operation_id="createStatusName",
    status_code=201,
    response_model=schemas.StatusName,
)
async def create_status_name(session: CanWrite, new: schemas.StatusNameCreate) -> Json:
    """Name a part of a status: one label for agents, one for requesters."""
    found = status_names.create_status_name(session, new)
    location = f"/v1/status-names/{found.id}"
    return await one(session, STATUS_NAME, id=found.id, status=201, location=location)


@router.get(
    "/status-names/{status_name_id}",
    operation_id="getStatusName",
    response_model=schemas.StatusName,
)
async def get_status_name(reading: CanRead, status_name_id: UUID) -> Json:
    """One name of a status."""
    return await one(reading, STATUS_NAME, id=status_name_id)


@router.patch(
    "/status-names/{status_name_id}",
    operation_id="updateStatusName",
    response_model=schemas.StatusName,
)
async def update_status_name(
    session: CanWrite, status: TheStatus, change: schemas.StatusNameUpdate
) -> Json:
    """Rename, move or archive it. Tickets that bear it keep it."""
    status_names.update_status_name(session, status, change)
    return await one(session, STATUS_NAME, id=status.id)
