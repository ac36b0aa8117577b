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
from app.incidents.visibility import LinkedIncident, TheIncident, require_visible

router = APIRouter(prefix="/incidents", tags=["incidents"], route_class=Route)

CanRead = Annotated[Reading, acting("incidents:read")]
CanLink = Annotated[TenantSession, acting("tickets:work")]
CanWrite = Annotated[TenantSession, acting("incidents:write")]


@router.get("", operation_id="listIncidents", response_model=Page[schemas.Incident])
async def list_incidents(
    reading: CanRead, query: Annotated[schemas.IncidentQuery, Query()]
) -> Json:
    """List incidents.

    Gives each incident with its area and the numbers of its tickets, sites and orders. In the
    order of `-started_at` (the one that began last first) by default. Resolved incidents are
    listed too; `status=open` leaves them out. Everyone with the permission sees all incidents
    of the organization.
    """
    return await INCIDENTS.page(reading, query)


@router.post(
    "",
    operation_id="createIncident",
    status_code=201,
    response_model=schemas.Incident,
    responses=refuses(UnknownReference),
)
async def create_incident(session: CanWrite, new: schemas.IncidentCreate) -> Json:
    """Open an incident.

    For one failure that is behind many tickets; with an area or a list of sites it is an
    outage. While it is open, tickets and orders that are opened inside the area or for a listed
    site are linked by themselves: the requester of a ticket is told the latest update, the
    customer of an order gets an e-mail. Those opened before are linked by `ticket_ids` or
    `addIncidentTickets`. Opening it tells nobody.

    Refuses tickets or sites that do not exist (`unknown_reference`), and a `started_at` in the
    future (`validation_failed`).
    """
    incident = await service.create_incident(session, new)
    location = f"/v1/incidents/{incident.id}"
    return await one(session, INCIDENT, id=incident.id, status=201, location=location)


@router.get("/{incident_id}", operation_id="getIncident", response_model=schemas.Incident)
async def get_incident(reading: CanRead, incident_id: UUID) -> Json:
    """Get an incident.

    Gives what is known of the incident, its area, and how many tickets, sites and orders it has
    and how many of the tickets are still open. The tickets themselves are in
    `listIncidentTickets`, what was told in `listIncidentUpdates`.
    """
    return await one(reading, INCIDENT, id=incident_id)


@router.patch("/{incident_id}", operation_id="updateIncident", response_model=schemas.Incident)
async def update_incident(
    session: CanWrite, incident: TheIncident, change: schemas.IncidentChange
) -> Json:
    """Update an incident.

    Changes title, description, start or area, also of a resolved incident. Nobody outside of
    the desk is told: news for requesters are sent with `createIncidentUpdate`. Another area
    applies to tickets and orders that are opened from now on; what is linked stays linked.
    Refuses a `started_at` in the future or after the end of the incident (`validation_failed`).
    """
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
    """List the tickets of an incident.

    Gives the linked tickets with status, requester and customer, whether they were linked by
    hand or because they were opened in the outage. In the order in which they were linked.
    Solved and closed ones are listed too.
    """
    await require_visible(reading, incident_id)
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
    """Link tickets to an incident.

    Links up to 200 tickets, solved ones and a resolved incident included; those that are linked
    already stay so. With `tell`, the latest update is sent in the background as a reply in
    those of them that do not have it yet and are neither solved nor closed; if that update
    resolved the incident and solved its tickets, these are solved as well. Refuses tickets that
    do not exist (`unknown_reference`), and `tell` while the incident has no update
    (`nothing_was_told`); then nothing is linked.
    """
    await service.add_tickets(session, incident, wanted)
    return await one(session, INCIDENT, id=incident.id)


@router.delete(
    "/{incident_id}/tickets/{ticket_id}", operation_id="deleteIncidentTicket", status_code=204
)
async def delete_incident_ticket(
    session: CanLink, incident: LinkedIncident, ticket_id: UUID
) -> Response:
    """Unlink a ticket from an incident.

    For a ticket that turned out to have another cause. It gets no further updates and is not
    solved with the incident; replies that it got stay. Its requester is not told. Answers
    `not_found` if the ticket is not linked.
    """
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
    """List the updates of an incident.

    Gives what the requesters of the linked tickets were told, newest first; `solves` marks the
    text with which the incident was resolved and the tickets solved. Replies in single tickets
    are not listed here.
    """
    await require_visible(reading, incident_id)
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
    """Tell the requesters of all linked tickets of an incident.

    Sends the text in the background as a reply of the caller in every linked ticket that is
    neither solved nor closed; requesters are notified as of any reply, and it counts as a
    response for the SLA. The answer is the job: its result counts the tickets that were told
    and names in `passed_over` those that refused, and why. Tickets that are linked by
    themselves later get the latest update. Refuses a resolved incident (`invalid_transition`).
    """
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
    """Resolve an incident and solve its tickets.

    Ends the incident and sends the text as a reply in every linked ticket that is neither
    solved nor closed; unless `solve_tickets` is false, those tickets are solved with it and
    with the codes that are sent, and become the caller's if they have no assignee. That happens
    in the background: the answer is the job, whose result counts the tickets and names in
    `passed_over` those that could not be solved, and why. New tickets and orders are no longer
    linked by themselves. Refuses a resolved incident (`invalid_transition`), and codes that are
    archived or of another kind (`unknown_code`).
    """
    return await started(session, await service.resolve_incident(session, incident, how))


@router.post(
    "/{incident_id}/reopen",
    operation_id="reopenIncident",
    response_model=schemas.Incident,
    responses=refuses(InvalidTransition),
)
async def reopen_incident(session: CanWrite, incident: TheIncident) -> Json:
    """Reopen a resolved incident.

    For a failure that was not over after all: the incident is open again, and new tickets and
    orders of the outage are linked by themselves again. Tickets that were solved with it stay
    solved; nobody is told. Say what is known with `createIncidentUpdate` next: until then the
    latest update is the one that resolved it. Refuses an incident that is open
    (`invalid_transition`).
    """
    await service.reopen_incident(session, incident)
    return await one(session, INCIDENT, id=incident.id)
