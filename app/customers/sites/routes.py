"""`/v1/sites`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.core.data.reading import Json, one
from app.core.http.access import existing
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import Duplicate, NotFound, refuses
from app.customers.models import Site
from app.customers.service import CustomerWasMerged
from app.customers.sites import schemas
from app.customers.sites import service as sites
from app.customers.sites.reads import LOCATION_CHANGES, OF_SITE, SITE, SITES, SITES_OF_CUSTOMER
from app.customers.visibility import CanRead, CanWrite, TheCustomer, demand_customer

router = APIRouter(tags=["customers"], route_class=Route)
TheSite = Annotated[Site, existing(Site, "customers:write")]


@router.get(
    "/customers/{customer_id}/sites", operation_id="listSites", response_model=Page[schemas.Site]
)
async def list_sites(
    reading: CanRead, customer_id: UUID, query: Annotated[schemas.SiteQuery, Query()]
) -> Json:
    """The addresses of a customer."""
    await demand_customer(reading, customer_id)
    return await SITES.page(reading, query, SITES_OF_CUSTOMER, customer_id=customer_id)


@router.post(
    "/customers/{customer_id}/sites",
    operation_id="createSite",
    status_code=201,
    response_model=schemas.Site,
    responses=refuses(Duplicate, CustomerWasMerged),
)
async def create_site(session: CanWrite, customer: TheCustomer, new: schemas.SiteCreate) -> Json:
    """Add an address of a customer."""
    site = await sites.create_site(session, customer, new)
    return await one(session, SITE, id=site.id, status=201, location=f"/v1/sites/{site.id}")


@router.get("/sites/{site_id}", operation_id="getSite", response_model=schemas.Site)
async def get_site(reading: CanRead, site_id: UUID) -> Json:
    """One address."""
    return await one(reading, SITE, id=site_id)


@router.patch("/sites/{site_id}", operation_id="updateSite", response_model=schemas.Site)
async def update_site(session: CanWrite, site: TheSite, change: schemas.SiteUpdate) -> Json:
    """Correct an address; coordinates count as set by hand unless `geo_source` says otherwise."""
    await sites.update_site(session, site, change)
    return await one(session, SITE, id=site.id)


@router.get(
    "/sites/{site_id}/location-changes",
    operation_id="listSiteLocationChanges",
    response_model=Page[schemas.SiteLocationChange],
)
async def list_site_location_changes(
    reading: CanRead, site_id: UUID, query: Annotated[schemas.SiteLocationChangeQuery, Query()]
) -> Json:
    """Where the site was thought to be, and who corrected it from the spot."""
    if await reading.row(SITE, id=site_id) is None:
        raise NotFound
    return await LOCATION_CHANGES.page(reading, query, OF_SITE, site_id=site_id)
