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
from app.customers.visibility import CanRead, CanWrite, TheCustomer, require_visible

router = APIRouter(tags=["customers"], route_class=Route)
TheSite = Annotated[Site, existing(Site, "customers:write")]


@router.get(
    "/customers/{customer_id}/sites", operation_id="listSites", response_model=Page[schemas.Site]
)
async def list_sites(
    reading: CanRead, customer_id: UUID, query: Annotated[schemas.SiteQuery, Query()]
) -> Json:
    """List the sites of a customer.

    Sites are the places where the customer is served. The list is sorted by label. There is no text
    search; `listCustomers` finds customers by the addresses of their sites. An unknown customer is
    refused with `not_found`.
    """
    await require_visible(reading, customer_id)
    return await SITES.page(reading, query, SITES_OF_CUSTOMER, customer_id=customer_id)


@router.post(
    "/customers/{customer_id}/sites",
    operation_id="createSite",
    status_code=201,
    response_model=schemas.Site,
    responses=refuses(Duplicate, CustomerWasMerged),
)
async def create_site(session: CanWrite, customer: TheCustomer, new: schemas.SiteCreate) -> Json:
    """Create a site of a customer.

    Adds a place where the customer is served; the customer is found by its address at once.
    Latitude and longitude are sent as a pair or not at all. It is recorded as `site.created`. A
    customer that was merged is refused with `customer_was_merged`, an `id` that exists already with
    `duplicate`.
    """
    site = await sites.create_site(session, customer, new)
    return await one(session, SITE, id=site.id, status=201, location=f"/v1/sites/{site.id}")


@router.get("/sites/{site_id}", operation_id="getSite", response_model=schemas.Site)
async def get_site(reading: CanRead, site_id: UUID) -> Json:
    """Get a site.

    Answers with the address, the position and the access notes of one place where a customer is
    served. Whoever may read customers sees all sites.
    """
    return await one(reading, SITE, id=site_id)


@router.patch("/sites/{site_id}", operation_id="updateSite", response_model=schemas.Site)
async def update_site(session: CanWrite, site: TheSite, change: schemas.SiteUpdate) -> Json:
    """Update the address or the position of a site.

    The customer is found by the new address at once. New coordinates count as set by hand, unless
    `geo_source` is sent with them; corrections by technicians come through `correctOrderLocation`.
    The change is recorded as `site.updated`. One coordinate without the other is refused with
    `validation_failed`.
    """
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
    """List the location corrections of a site.

    Shows the previous and the new position, their distance, and who corrected it, newest first.
    Only corrections by technicians on the spot are listed (`correctOrderLocation`), not changes by
    `updateSite`. There is no text search and no filter. An unknown site is refused with
    `not_found`.
    """
    if await reading.row(SITE, id=site_id) is None:
        raise NotFound
    return await LOCATION_CHANGES.page(reading, query, OF_SITE, site_id=site_id)
