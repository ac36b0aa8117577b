"""`/v1/codes`, `/v1/specialties`, `/v1/categories`, `/v1/cities`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.catalog import schemas, service
from app.catalog.models import Category, City, Code, Specialty
from app.catalog.reads import (
    CATEGORIES,
    CATEGORY,
    CITIES,
    CITY,
    CODE,
    CODES,
    SPECIALTIES,
    SPECIALTY,
)
from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting, existing
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import Duplicate, UnknownReference, refuses

router = APIRouter(tags=["catalog"], route_class=Route)

CanRead = Annotated[Reading, acting("catalog:read")]
CanWrite = Annotated[TenantSession, acting("catalog:write")]
TheCode = Annotated[Code, existing(Code, "catalog:write")]
TheSpecialty = Annotated[Specialty, existing(Specialty, "catalog:write", name="specialty_id")]
TheCategory = Annotated[Category, existing(Category, "catalog:write", name="category_id")]
TheCity = Annotated[City, existing(City, "catalog:write", name="city_id")]


@router.get("/codes", operation_id="listCodes", response_model=Page[schemas.Code])
async def list_codes(reading: CanRead, query: Annotated[schemas.CodeQuery, Query()]) -> Json:
    """The codes of problems, causes and solutions."""
    return await CODES.page(reading, query)


@router.post(
    "/codes",
    operation_id="createCode",
    status_code=201,
    response_model=schemas.Code,
    responses=refuses(Duplicate),
)
async def create_code(session: CanWrite, new: schemas.CodeCreate) -> Json:
    """Add a code to the catalogue."""
    added = service.create_code(session, new)
    location = f"/v1/codes/{added.id}"
    return await one(session, CODE, id=added.id, status=201, location=location)


@router.get("/codes/{code_id}", operation_id="getCode", response_model=schemas.Code)
async def get_code(reading: CanRead, code_id: UUID) -> Json:
    """One code, archived or not."""
    return await one(reading, CODE, id=code_id)


@router.patch(
    "/codes/{code_id}",
    operation_id="updateCode",
    response_model=schemas.Code,
)
async def update_code(session: CanWrite, code: TheCode, change: schemas.CodeUpdate) -> Json:
    """Rename a code, archive it (`active: false`) or offer it again."""
    service.update_code(session, code, change)
    return await one(session, CODE, id=code.id)


@router.get("/specialties", operation_id="listSpecialties", response_model=Page[schemas.Specialty])
async def list_specialties(reading: CanRead, query: Annotated[schemas.NamedQuery, Query()]) -> Json:
    """What technicians can be good at."""
    return await SPECIALTIES.page(reading, query)


@router.post(
    "/specialties",
    operation_id="createSpecialty",
    status_code=201,
    response_model=schemas.Specialty,
    responses=refuses(Duplicate),
)
async def create_specialty(session: CanWrite, new: schemas.SpecialtyCreate) -> Json:
    """Add a specialty."""
    added = service.create_specialty(session, new)
    location = f"/v1/specialties/{added.id}"
    return await one(session, SPECIALTY, id=added.id, status=201, location=location)


@router.get(
    "/specialties/{specialty_id}", operation_id="getSpecialty", response_model=schemas.Specialty
)
async def get_specialty(reading: CanRead, specialty_id: UUID) -> Json:
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
) -> Json:
    """Rename a specialty, archive it or offer it again."""
    service.update_specialty(session, specialty, change)
    return await one(session, SPECIALTY, id=specialty.id)


@router.get("/categories", operation_id="listCategories", response_model=Page[schemas.Category])
async def list_categories(
    reading: CanRead, query: Annotated[schemas.CategoryQuery, Query()]
) -> Json:
    """What orders are sorted by, with subcategories."""
    return await CATEGORIES.page(reading, query)


@router.post(
    "/categories",
    operation_id="createCategory",
    status_code=201,
    response_model=schemas.Category,
    responses=refuses(Duplicate, UnknownReference),
)
async def create_category(session: CanWrite, new: schemas.CategoryCreate) -> Json:
    """Add a category, or with `parent_id` a subcategory."""
    added = await service.create_category(session, new)
    location = f"/v1/categories/{added.id}"
    return await one(session, CATEGORY, id=added.id, status=201, location=location)


@router.get(
    "/categories/{category_id}", operation_id="getCategory", response_model=schemas.Category
)
async def get_category(reading: CanRead, category_id: UUID) -> Json:
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
) -> Json:
    """Rename a category, archive it or offer it again."""
    service.update_category(session, category, change)
    return await one(session, CATEGORY, id=category.id)


@router.get("/cities", operation_id="listCities", response_model=Page[schemas.City])
async def list_cities(reading: CanRead, query: Annotated[schemas.NamedQuery, Query()]) -> Json:
    """The places that are served."""
    return await CITIES.page(reading, query)


@router.post(
    "/cities",
    operation_id="createCity",
    status_code=201,
    response_model=schemas.City,
    responses=refuses(Duplicate),
)
async def create_city(session: CanWrite, new: schemas.CityCreate) -> Json:
    """Add a place that is served."""
    added = service.create_city(session, new)
    location = f"/v1/cities/{added.id}"
    return await one(session, CITY, id=added.id, status=201, location=location)


@router.get("/cities/{city_id}", operation_id="getCity", response_model=schemas.City)
async def get_city(reading: CanRead, city_id: UUID) -> Json:
    """One city."""
    return await one(reading, CITY, id=city_id)


@router.patch(
    "/cities/{city_id}",
    operation_id="updateCity",
    response_model=schemas.City,
    responses=refuses(Duplicate),
)
async def update_city(session: CanWrite, city: TheCity, change: schemas.CityUpdate) -> Json:
    """Correct a city, or serve it no longer."""
    service.update_city(session, city, change)
    return await one(session, CITY, id=city.id)
