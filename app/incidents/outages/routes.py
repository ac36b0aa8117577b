"""`/v1/incidents/{incident_id}/sites`, `/orders`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import UnknownReference, refuses
from app.incidents import schemas
from app.incidents.models import (
    IncidentOrder,
    IncidentSite,
)
from app.incidents.outages import schemas as outages_schemas
from app.incidents.outages import service as outages
from app.incidents.outages.reads import ORDERS, SITES
from app.incidents.reads import INCIDENT, OF_INCIDENT
from app.incidents.visibility import TheIncident, require_visible

router = APIRouter(prefix="/incidents", tags=["incidents"], route_class=Route)
CanRead = Annotated[Reading, acting("incidents:read")]
CanWrite = Annotated[TenantSession, acting("incidents:write")]


@router.get(
    "/{incident_id}/sites",
    operation_id="listIncidentSites",
    response_model=Page[outages_schemas.IncidentSite],
)
async def list_incident_sites(
    reading: CanRead, incident_id: UUID, query: Annotated[schemas.IncidentTicketQuery, Query()]
) -> Json:
    """List the sites of an outage.

    Gives the sites that were listed as without service, with address and customer. In the order
    in which they were listed. Sites that only lie in the area are not included.
    """
    await require_visible(reading, incident_id)
    return await SITES.page(reading, query, OF_INCIDENT[IncidentSite], incident_id=incident_id)


@router.post(
    "/{incident_id}/sites",
    operation_id="addIncidentSites",
    response_model=schemas.Incident,
    responses=refuses(UnknownReference),
)
async def add_incident_sites(
    session: CanWrite, incident: TheIncident, wanted: outages_schemas.IncidentSitesAdd
) -> Json:
    """Add sites to an outage.

    Lists up to 1000 sites as without service, wherever they lie; those that are listed already
    stay so. While the incident is open, tickets and orders that are opened for one of them from
    now on are linked by themselves and told the latest update. Tickets that are there already
    are not linked by it. Refuses sites that do not exist (`unknown_reference`).
    """
    await outages.name_sites(session, incident, wanted.site_ids)
    return await one(session, INCIDENT, id=incident.id)


@router.delete("/{incident_id}/sites/{site_id}", operation_id="deleteIncidentSite", status_code=204)
async def delete_incident_site(session: CanWrite, incident: TheIncident, site_id: UUID) -> Response:
    """Remove a site from an outage.

    For a site that has service after all. Tickets and orders that are opened for it from now on
    are no longer linked, unless it lies in the area; what is linked stays linked. Nobody is
    told. Answers `not_found` if the site is not listed.
    """
    await outages.take_site_away(session, incident, site_id)
    return Response(status_code=204)


@router.get(
    "/{incident_id}/orders",
    operation_id="listIncidentOrders",
    response_model=Page[outages_schemas.IncidentOrder],
)
async def list_incident_orders(
    reading: CanRead, incident_id: UUID, query: Annotated[schemas.IncidentTicketQuery, Query()]
) -> Json:
    """List the service orders of an outage.

    Gives the orders that were opened in the area or for a listed site while the incident was
    open, with status and customer. In the order in which they were linked. Orders are linked by
    themselves only; closed and cancelled ones are listed too.
    """
    await require_visible(reading, incident_id)
    return await ORDERS.page(reading, query, OF_INCIDENT[IncidentOrder], incident_id=incident_id)
