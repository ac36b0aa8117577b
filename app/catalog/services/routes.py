"""`/v1/services`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.catalog.models import Service
from app.catalog.services import schemas
from app.catalog.services import service as services
from app.catalog.services.reads import SERVICE, SERVICES
from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting, existing
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import Duplicate, UnknownReference, refuses

router = APIRouter(tags=["catalog"], route_class=Route)
CanRead = Annotated[Reading, acting("catalog:read")]
CanWrite = Annotated[TenantSession, acting("catalog:write")]
TheService = Annotated[Service, existing(Service, "catalog:write")]


@router.get("/services", operation_id="listServices", response_model=Page[schemas.Service])
async def list_services(reading: CanRead, query: Annotated[schemas.ServiceQuery, Query()]) -> Json:
    """List services.

    The work that the organization offers, with price, duration, needed specialties, usual materials
    and closing policy, sorted by name. `q` searches code and name: each word has to be the
    beginning of a word of one of them. Archived services are included unless `active` says
    otherwise.
    """
    return await SERVICES.page(reading, query)


@router.post(
    "/services",
    operation_id="createService",
    status_code=201,
    response_model=schemas.Service,
    responses=refuses(Duplicate, UnknownReference),
)
async def create_service(session: CanWrite, new: schemas.ServiceCreate) -> Json:
    """Create a service.

    Its closing policy says what closing an order with this service requires: a number of photos,
    readings of the network, the technician's signature. Refused with `duplicate` when another
    service has this code, and with `unknown_reference` when a specialty, a product or the category
    does not exist or the category is archived. Refused with `validation_failed` when `materials`
    names a product twice, or `needed_specialties` a specialty.
    """
    added = await services.create_service(session, new)
    location = f"/v1/services/{added.id}"
    return await one(session, SERVICE, id=added.id, status=201, location=location)


@router.get("/services/{service_id}", operation_id="getService", response_model=schemas.Service)
async def get_service(reading: CanRead, service_id: UUID) -> Json:
    """Get a service.

    One service with its price, duration, specialties, materials and closing policy; an archived
    service is returned as well.
    """
    return await one(reading, SERVICE, id=service_id)


@router.patch(
    "/services/{service_id}",
    operation_id="updateService",
    response_model=schemas.Service,
    responses=refuses(UnknownReference),
)
async def update_service(
    session: CanWrite, the_service: TheService, change: schemas.ServiceUpdate
) -> Json:
    """Update a service or archive it.

    `materials` replaces the former list as a whole, and so do `specialty_ids` and
    `needed_specialties`, which are one list. Orders and quotes that have
    the service keep the price and duration that were copied when it was added; orders keep the
    closing policy likewise. An archived service (`active: false`) cannot be added to orders and
    quotes any more; an order that is made of an earlier quote still gets it. Refused with
    `unknown_reference` when a specialty, a product or the category does not exist or the category
    is archived, and with `validation_failed` when `materials` names a product twice, or
    `needed_specialties` a specialty.
    """
    await services.update_service(session, the_service, change)
    return await one(session, SERVICE, id=the_service.id)
