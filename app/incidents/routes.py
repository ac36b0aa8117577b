"""`/v1/incidents`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.catalog.service import UnknownCode
from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import InvalidTransition, UnknownReference, refuses
from app.files.long_jobs.reads import started
from app.files.long_jobs.schemas import LongJob
from app.incidents import schemas, service
from app.incidents.models import (
    IncidentTicket,
    IncidentUpdate,
)
from app.incidents.reads import INCIDENT, INCIDENTS, OF_INCIDENT, TICKETS, UPDATES
from app.incidents.service import NothingWasTold
from app.incidents.visibility import LinkedIncident, TheIncident, check_exists

router = APIRouter(prefix="/incidents", tags=["incidents"], route_class=Route)

CanRead = Annotated[Reading, acting("incidents:read")]
CanLink = Annotated[TenantSession, acting("tickets:work")]
CanWrite = Annotated[TenantSession, acting("incidents:write")]


@router.get("", operation_id="listIncidents", response_model=Page[schemas.Incident])
async def list_incidents(
    reading: CanRead, query: Annotated[schemas.IncidentQuery, Query()]
) -> Json:
    """Mass incidents, the one that began last first."""
    return await INCIDENTS.page(reading, query)


@router.post(
    "",
    operation_id="createIncident",
    status_code=201,
    response_model=schemas.Incident,
    responses=refuses(UnknownReference),
)
async def create_incident(session: CanWrite, new: schemas.IncidentCreate) -> Json:
    """Open a mass incident, with the first tickets that it is behind."""
    incident = await service.create_incident(session, new)
    location = f"/v1/incidents/{incident.id}"
    return await one(session, INCIDENT, id=incident.id, status=201, location=location)


@router.get("/{incident_id}", operation_id="getIncident", response_model=schemas.Incident)
async def get_incident(reading: CanRead, incident_id: UUID) -> Json:
    """One incident, and how many of its tickets are still open."""
    return await one(reading, INCIDENT, id=incident_id)


@router.patch("/{incident_id}", operation_id="updateIncident", response_model=schemas.Incident)
async def update_incident(
    session: CanWrite, incident: TheIncident, change: schemas.IncidentChange
) -> Json:
    """Change what is known about it; nobody outside of the desk is told."""
    await service.update_incident(session, incident, change)
    return await one(session, INCIDENT, id=incident.id)


@router.get(
    "/{incident_id}/tickets",
    operation_id="listIncidentTickets",
    response_model=Page[schemas.IncidentTicket],
)
async def list_incident_tickets(
    reading: CanRead,
    incident_id: UUID,
    query: Annotated[schemas.IncidentTicketQuery, Query()],
) -> Json:
    """The tickets that it is behind, in the order in which they were linked."""
    await check_exists(reading, incident_id)
    return await TICKETS.page(reading, query, OF_INCIDENT[IncidentTicket], incident_id=incident_id)


@router.post(
    "/{incident_id}/tickets",
    operation_id="addIncidentTickets",
    response_model=schemas.Incident,
    responses=refuses(UnknownReference, NothingWasTold),
)
async def add_incident_tickets(
    session: CanLink, incident: LinkedIncident, wanted: schemas.IncidentTicketsAdd
) -> Json:
    """Link up to 200 tickets; doing it again changes nothing and tells nobody twice."""
    await service.add_tickets(session, incident, wanted)
    return await one(session, INCIDENT, id=incident.id)


@router.delete(
    "/{incident_id}/tickets/{ticket_id}", operation_id="deleteIncidentTicket", status_code=204
)
async def delete_incident_ticket(
    session: CanLink, incident: LinkedIncident, ticket_id: UUID
) -> Response:
    """Unlink a ticket that has another cause."""
    await service.remove_ticket(session, incident, ticket_id)
    return Response(status_code=204)


@router.get(
    "/{incident_id}/updates",
    operation_id="listIncidentUpdates",
    response_model=Page[schemas.IncidentUpdate],
)
async def list_incident_updates(
    reading: CanRead,
    incident_id: UUID,
    query: Annotated[schemas.IncidentUpdateQuery, Query()],
) -> Json:
    """What the requesters were told, newest first."""
    await check_exists(reading, incident_id)
    return await UPDATES.page(reading, query, OF_INCIDENT[IncidentUpdate], incident_id=incident_id)


@router.post(
    "/{incident_id}/updates",
    operation_id="createIncidentUpdate",
    status_code=202,
    response_model=LongJob,
    responses=refuses(InvalidTransition),
)
async def create_incident_update(
    session: CanWrite, incident: TheIncident, new: schemas.IncidentUpdateCreate
) -> Json:
    """Tell the requesters of all linked tickets, as a reply in each; answers the job."""
    return await started(session, await service.post_update(session, incident, new))


@router.post(
    "/{incident_id}/resolve",
    operation_id="resolveIncident",
    status_code=202,
    response_model=LongJob,
    responses=refuses(InvalidTransition, UnknownCode),
)
async def resolve_incident(
    session: CanWrite, incident: TheIncident, how: schemas.IncidentResolve
) -> Json:
    """Tell everybody that it is over, and solve what is still open of the linked tickets.

    The job's result names the tickets that could not be solved, and why.
    """
    return await started(session, await service.resolve_incident(session, incident, how))


@router.post(
    "/{incident_id}/reopen",
    operation_id="reopenIncident",
    response_model=schemas.Incident,
    responses=refuses(InvalidTransition),
)
async def reopen_incident(session: CanWrite, incident: TheIncident) -> Json:
    """It is not over after all; tickets that were solved with it stay solved."""
    await service.reopen_incident(session, incident)
    return await one(session, INCIDENT, id=incident.id)
