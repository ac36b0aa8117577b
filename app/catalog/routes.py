"""The catalogue over HTTP: services, specialties, categories, codes and cities; in and out."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse

from app.catalog import schemas, service
from app.catalog.importing import as_table
from app.catalog.models import Category, City, Code, Service, Specialty
from app.catalog.reads import (
    CATEGORIES,
    CATEGORY,
    CITIES,
    CITY,
    CODE,
    CODES,
    SERVICE,
    SERVICES,
    SPECIALTIES,
    SPECIALTY,
)
from app.core.access import acting, existing, spend
from app.core.database import TenantSession
from app.core.errors import Duplicate, UnknownReference, refuses
from app.core.listing import Page
from app.core.reading import Reading, one
from app.core.routing import Route
from app.files.importing import ask_for_import
from app.files.reads import started
from app.files.schemas import LongJob
from app.gateways.spreadsheets import MEDIA_TYPES

router = APIRouter(tags=["catalog"], route_class=Route)

CanRead = Annotated[Reading, acting("catalog:read")]
CanWrite = Annotated[TenantSession, acting("catalog:write")]
TheCode = Annotated[Code, existing(Code, "catalog:write")]
TheSpecialty = Annotated[Specialty, existing(Specialty, "catalog:write", name="specialty_id")]
TheCategory = Annotated[Category, existing(Category, "catalog:write", name="category_id")]
TheCity = Annotated[City, existing(City, "catalog:write", name="city_id")]
TheService = Annotated[Service, existing(Service, "catalog:write")]


@router.get("/codes", operation_id="listCodes", response_model=Page[schemas.Code])
async def list_codes(reading: CanRead, query: Annotated[schemas.CodeQuery, Query()]) -> Any:
    """The codes of problems, causes and solutions."""
    return await CODES.page(reading, query)


@router.post(
    "/codes",
    operation_id="createCode",
    status_code=201,
    response_model=schemas.Code,
    responses=refuses(Duplicate),
)
async def create_code(session: CanWrite, new: schemas.CodeCreate) -> Any:
    """Add a code to the catalogue."""
    added = service.add_code(session, new)
    location = f"/v1/codes/{added.id}"
    return await one(session, CODE, id=added.id, status=201, location=location)


@router.get("/codes/{code_id}", operation_id="getCode", response_model=schemas.Code)
async def get_code(reading: CanRead, code_id: UUID) -> Any:
    """One code, archived or not."""
    return await one(reading, CODE, id=code_id)


@router.patch(
    "/codes/{code_id}",
    operation_id="updateCode",
    response_model=schemas.Code,
)
async def update_code(session: CanWrite, code: TheCode, change: schemas.CodeUpdate) -> Any:
    """Rename a code, archive it (`active: false`) or offer it again."""
    service.change_code(session, code, change)
    return await one(session, CODE, id=code.id)


@router.get("/specialties", operation_id="listSpecialties", response_model=Page[schemas.Specialty])
async def list_specialties(reading: CanRead, query: Annotated[schemas.NamedQuery, Query()]) -> Any:
    """What technicians can be good at."""
    return await SPECIALTIES.page(reading, query)


@router.post(
    "/specialties",
    operation_id="createSpecialty",
    status_code=201,
    response_model=schemas.Specialty,
    responses=refuses(Duplicate),
)
async def create_specialty(session: CanWrite, new: schemas.SpecialtyCreate) -> Any:
    """Add a specialty."""
    added = service.add_specialty(session, new)
    location = f"/v1/specialties/{added.id}"
    return await one(session, SPECIALTY, id=added.id, status=201, location=location)


@router.get(
    "/specialties/{specialty_id}", operation_id="getSpecialty", response_model=schemas.Specialty
)
async def get_specialty(reading: CanRead, specialty_id: UUID) -> Any:
    """One specialty, archived or not."""
    return await one(reading, SPECIALTY, id=specialty_id)


@router.patch(
    "/specialties/{specialty_id}",
    operation_id="updateSpecialty",
    response_model=schemas.Specialty,
    responses=refuses(Duplicate),
)
async def update_specialty(
    session: CanWrite, specialty: TheSpecialty, change: schemas.SpecialtyUpdate
) -> Any:
    """Rename a specialty, archive it or offer it again."""
    service.change_specialty(session, specialty, change)
    return await one(session, SPECIALTY, id=specialty.id)


@router.get("/categories", operation_id="listCategories", response_model=Page[schemas.Category])
async def list_categories(
    reading: CanRead, query: Annotated[schemas.CategoryQuery, Query()]
) -> Any:
    """What orders are sorted by, with subcategories."""
    return await CATEGORIES.page(reading, query)


@router.post(
    "/categories",
    operation_id="createCategory",
    status_code=201,
    response_model=schemas.Category,
    responses=refuses(Duplicate, UnknownReference),
)
async def create_category(session: CanWrite, new: schemas.CategoryCreate) -> Any:
    """Add a category, or with `parent_id` a subcategory."""
    added = await service.add_category(session, new)
    location = f"/v1/categories/{added.id}"
    return await one(session, CATEGORY, id=added.id, status=201, location=location)


@router.get(
    "/categories/{category_id}", operation_id="getCategory", response_model=schemas.Category
)
async def get_category(reading: CanRead, category_id: UUID) -> Any:
    """One category, archived or not."""
    return await one(reading, CATEGORY, id=category_id)


@router.patch(
    "/categories/{category_id}",
    operation_id="updateCategory",
    response_model=schemas.Category,
    responses=refuses(Duplicate),
)
async def update_category(
    session: CanWrite, category: TheCategory, change: schemas.CategoryUpdate
) -> Any:
    """Rename a category, archive it or offer it again."""
    service.change_category(session, category, change)
    return await one(session, CATEGORY, id=category.id)


@router.get("/cities", operation_id="listCities", response_model=Page[schemas.City])
async def list_cities(reading: CanRead, query: Annotated[schemas.NamedQuery, Query()]) -> Any:
    """The places that are served."""
    return await CITIES.page(reading, query)


@router.post(
    "/cities",
    operation_id="createCity",
    status_code=201,
    response_model=schemas.City,
    responses=refuses(Duplicate),
)
async def create_city(session: CanWrite, new: schemas.CityCreate) -> Any:
    """Add a place that is served."""
    added = service.add_city(session, new)
    location = f"/v1/cities/{added.id}"
    return await one(session, CITY, id=added.id, status=201, location=location)


@router.get("/cities/{city_id}", operation_id="getCity", response_model=schemas.City)
async def get_city(reading: CanRead, city_id: UUID) -> Any:
    """One city."""
    return await one(reading, CITY, id=city_id)


@router.patch(
    "/cities/{city_id}",
    operation_id="updateCity",
    response_model=schemas.City,
    responses=refuses(Duplicate),
)
async def update_city(session: CanWrite, city: TheCity, change: schemas.CityUpdate) -> Any:
    """Correct a city, or serve it no longer."""
    service.change_city(session, city, change)
    return await one(session, CITY, id=city.id)


@router.get("/services", operation_id="listServices", response_model=Page[schemas.Service])
async def list_services(reading: CanRead, query: Annotated[schemas.ServiceQuery, Query()]) -> Any:
    """What is done at customers'; `q` finds code and name."""
    return await SERVICES.page(reading, query)


@router.post(
    "/services",
    operation_id="createService",
    status_code=201,
    response_model=schemas.Service,
    responses=refuses(Duplicate, UnknownReference),
)
async def create_service(session: CanWrite, new: schemas.ServiceCreate) -> Any:
    """Add a service: what it takes, costs and needs, and what closing it asks for."""
    added = await service.add_service(session, new)
    location = f"/v1/services/{added.id}"
    return await one(session, SERVICE, id=added.id, status=201, location=location)


@router.get("/services/{service_id}", operation_id="getService", response_model=schemas.Service)
async def get_service(reading: CanRead, service_id: UUID) -> Any:
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
) -> Any:
    """Change a service, archive it or offer it again. Orders keep what they were opened with."""
    await service.change_service(session, the_service, change)
    return await one(session, SERVICE, id=the_service.id)


@router.post(
    "/catalog-imports",
    operation_id="importCatalog",
    status_code=202,
    response_model=LongJob,
    responses=refuses(UnknownReference),
)
async def import_catalog(session: CanWrite, wanted: schemas.CatalogImport) -> Any:
    """Take entries of one kind out of a table, such as `downloadCatalog` gives.

    What is there already by its code or name is brought up to date, everything else is added. The
    `result` of the job tells what was understood and what is wrong, line by line.
    """
    return await started(session, await ask_for_import(session, f"import_{wanted.kind}", wanted))


@router.get(
    "/catalog-export",
    operation_id="downloadCatalog",
    response_class=StreamingResponse,
    responses={
        200: {
            "content": {
                media_type: {"schema": {"type": "string", "format": "binary"}}
                for media_type in MEDIA_TYPES.values()
            }
        }
    },
)
async def download_catalog(
    request: Request, reading: CanRead, query: Annotated[schemas.CatalogExportQuery, Query()]
) -> StreamingResponse:
    """All entries of one kind as a table, archived ones included."""
    await spend(request, "export", reading.actor.principal)
    name = f"{query.kind}.{query.format}"
    return StreamingResponse(
        as_table(reading, query.kind, query.format),
        media_type=MEDIA_TYPES[query.format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
