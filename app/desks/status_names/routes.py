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
    """List status names.

    Gives the organization's own names for the six statuses of tickets, each with a label for
    agents and one for requesters. In the order of `position`. Archived names are listed too,
    because tickets may still have them: `archived_at` tells which. A status without a name of
    its own is shown with the usual one.
    """
    return await STATUS_NAMES.page(reading, query)


@router.post(
    "/status-names",
    operation_id="createStatusName",
    status_code=201,
    response_model=schemas.StatusName,
)
async def create_status_name(session: CanWrite, new: schemas.StatusNameCreate) -> Json:
    """Create a status name.

    Adds a name within one of the six statuses, such as "Waiting for parts" within `on_hold`,
    with one label for agents and one for requesters. A ticket is given the name with
    `transitionTicket`. Rules, SLA clocks and filters go by the status and not by its names. The
    status of a name cannot be changed later, and several names may have the same labels.
    """
    found = status_names.create_status_name(session, new)
    location = f"/v1/status-names/{found.id}"
    return await one(session, STATUS_NAME, id=found.id, status=201, location=location)


@router.get(
    "/status-names/{status_name_id}",
    operation_id="getStatusName",
    response_model=schemas.StatusName,
)
async def get_status_name(reading: CanRead, status_name_id: UUID) -> Json:
    """Get a status name.

    Gives the labels for agents and for requesters and the status that the name stands for.
    Archived names are found as well, because tickets may still have them.
    """
    return await one(reading, STATUS_NAME, id=status_name_id)


@router.patch(
    "/status-names/{status_name_id}",
    operation_id="updateStatusName",
    response_model=schemas.StatusName,
)
async def update_status_name(
    session: CanWrite, status: TheStatus, change: schemas.StatusNameUpdate
) -> Json:
    """Update, archive or restore a status name.

    Changes labels and position at once for all tickets that have the name. With `archived:
    true` it is no longer offered: `transitionTicket` refuses it, and tickets that have it keep
    it. With `archived: false` it is offered again. The status that it stands for cannot be
    changed.
    """
    status_names.update_status_name(session, status, change)
    return await one(session, STATUS_NAME, id=status.id)
