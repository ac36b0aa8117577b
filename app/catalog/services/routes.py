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
    """What is done at customers'; `q` finds code and name."""
    return await SERVICES.page(reading, query)


@router.post(
    "/services",
    operation_id="createService",
    status_code=201,
    response_model=schemas.Service,
    responses=refuses(Duplicate, UnknownReference),
)
async def create_service(session: CanWrite, new: schemas.ServiceCreate) -> Json:
    """Add a service: what it takes, costs and needs, and what closing it asks for."""
    added = await services.create_service(session, new)
    location = f"/v1/services/{added.id}"
    return await one(session, SERVICE, id=added.id, status=201, location=location)


@router.get("/services/{service_id}", operation_id="getService", response_model=schemas.Service)
async def get_service(reading: CanRead, service_id: UUID) -> Json:
    """One service, archived or not."""
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
    """Change a service, archive it or offer it again. Orders keep what they were opened with."""
    await services.update_service(session, the_service, change)
    return await one(session, SERVICE, id=the_service.id)
