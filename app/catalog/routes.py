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
    """List codes of problems, causes and solutions.

    The codes that orders and tickets are opened and closed with, sorted by code. `q` searches code
    and label: each word has to be the beginning of a word of one of them. Archived codes are
    included unless `active` says otherwise; use `active=true` and `kind` to fill a selection.
    """
    return await CODES.page(reading, query)


@router.post(
    "/codes",
    operation_id="createCode",
    status_code=201,
    response_model=schemas.Code,
    responses=refuses(Duplicate),
)
async def create_code(session: CanWrite, new: schemas.CodeCreate) -> Json:
    """Create a code for a problem, a cause or a solution.

    It is offered from now on to those who open and close orders and tickets. Kind and code cannot
    be changed later. Refused with `duplicate` when the kind has this code already, archived or not.
    """
    added = service.create_code(session, new)
    location = f"/v1/codes/{added.id}"
    return await one(session, CODE, id=added.id, status=201, location=location)


@router.get("/codes/{code_id}", operation_id="getCode", response_model=schemas.Code)
async def get_code(reading: CanRead, code_id: UUID) -> Json:
    """Get a code.

    A problem, a cause or a solution of the catalog; an archived code is returned as well.
    """
    return await one(reading, CODE, id=code_id)


@router.patch(
    "/codes/{code_id}",
    operation_id="updateCode",
    response_model=schemas.Code,
)
async def update_code(session: CanWrite, code: TheCode, change: schemas.CodeUpdate) -> Json:
    """Update a code or archive it.

    Changes the label, archives the code (`active: false`) or offers it again. Orders and tickets
    that have an archived code keep it, but it cannot be chosen any more: it is refused with
    `unknown_code` there. Kind and code cannot be changed. A new label is shown wherever the code is
    used, except in documents that were signed with the former one.
    """
    service.update_code(session, code, change)
    return await one(session, CODE, id=code.id)


@router.get("/specialties", operation_id="listSpecialties", response_model=Page[schemas.Specialty])
async def list_specialties(reading: CanRead, query: Annotated[schemas.NamedQuery, Query()]) -> Json:
    """List specialties.

    The skills that services need, sorted by name. Archived specialties are included unless `active`
    says otherwise.
    """
    return await SPECIALTIES.page(reading, query)


@router.post(
    "/specialties",
    operation_id="createSpecialty",
    status_code=201,
    response_model=schemas.Specialty,
    responses=refuses(Duplicate),
)
async def create_specialty(session: CanWrite, new: schemas.SpecialtyCreate) -> Json:
    """Create a specialty.

    It can be named from now on by services that need it. Refused with `duplicate` when another
    specialty has this name, archived or not.
    """
    added = service.create_specialty(session, new)
    location = f"/v1/specialties/{added.id}"
    return await one(session, SPECIALTY, id=added.id, status=201, location=location)


@router.get(
    "/specialties/{specialty_id}", operation_id="getSpecialty", response_model=schemas.Specialty
)
async def get_specialty(reading: CanRead, specialty_id: UUID) -> Json:
    """Get a specialty.

    A skill that services need, with its name and description; an archived specialty is returned as
    well.
    """
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
    """Update a specialty or archive it.

    Changes name and description, archives the specialty (`active: false`) or offers it again.
    Services that need an archived specialty keep it. Refused with `duplicate` when another
    specialty has the new name.
    """
    service.update_specialty(session, specialty, change)
    return await one(session, SPECIALTY, id=specialty.id)


@router.get("/categories", operation_id="listCategories", response_model=Page[schemas.Category])
async def list_categories(
    reading: CanRead, query: Annotated[schemas.CategoryQuery, Query()]
) -> Json:
    """List categories.

    Categories and subcategories of orders in one list, sorted by name; `parent_id` says what a
    subcategory belongs to. Filter by `parent_id=none` for the top level, or by a category for its
    subcategories. Archived categories are included unless `active` says otherwise.
    """
    return await CATEGORIES.page(reading, query)


@router.post(
    "/categories",
    operation_id="createCategory",
    status_code=201,
    response_model=schemas.Category,
    responses=refuses(Duplicate, UnknownReference),
)
async def create_category(session: CanWrite, new: schemas.CategoryCreate) -> Json:
    """Create a category or a subcategory.

    Without `parent_id` it is at the top level. There are two levels at most, and a category cannot
    be moved later. Refused with `duplicate` when the same parent has a category of this name, with
    `unknown_reference` when the parent does not exist, and with `validation_failed` when the parent
    is a subcategory itself.
    """
    added = await service.create_category(session, new)
    location = f"/v1/categories/{added.id}"
    return await one(session, CATEGORY, id=added.id, status=201, location=location)


@router.get(
    "/categories/{category_id}", operation_id="getCategory", response_model=schemas.Category
)
async def get_category(reading: CanRead, category_id: UUID) -> Json:
    """Get a category.

    A group of orders, or a subcategory with the name of its parent; an archived category is
    returned as well.
    """
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
    """Update a category or archive it.

    Renames the category, archives it (`active: false`) or offers it again. Orders and services that
    are in an archived category stay there, but no other can be put into it. Archiving a category
    leaves its subcategories as they are. Refused with `duplicate` when the same parent has a
    category of the new name.
    """
    service.update_category(session, category, change)
    return await one(session, CATEGORY, id=category.id)


@router.get("/cities", operation_id="listCities", response_model=Page[schemas.City])
async def list_cities(reading: CanRead, query: Annotated[schemas.NamedQuery, Query()]) -> Json:
    """List cities that the organization serves.

    The cities with their position, sorted by name. Archived cities are included unless `active`
    says otherwise.
    """
    return await CITIES.page(reading, query)


@router.post(
    "/cities",
    operation_id="createCity",
    status_code=201,
    response_model=schemas.City,
    responses=refuses(Duplicate),
)
async def create_city(session: CanWrite, new: schemas.CityCreate) -> Json:
    """Create a city that the organization serves.

    The position is the centre of the city; latitude and longitude come together or not at all. The
    country cannot be changed later. Refused with `duplicate` when there is a city of this name in
    the same state and country, and with `validation_failed` when half of a position is given.
    """
    added = service.create_city(session, new)
    location = f"/v1/cities/{added.id}"
    return await one(session, CITY, id=added.id, status=201, location=location)


@router.get("/cities/{city_id}", operation_id="getCity", response_model=schemas.City)
async def get_city(reading: CanRead, city_id: UUID) -> Json:
    """Get a city.

    What the organization knows about a city that it serves; an archived city is returned as well.
    """
    return await one(reading, CITY, id=city_id)


@router.patch(
    "/cities/{city_id}",
    operation_id="updateCity",
    response_model=schemas.City,
    responses=refuses(Duplicate),
)
async def update_city(session: CanWrite, city: TheCity, change: schemas.CityUpdate) -> Json:
    """Update a city or archive it.

    Corrects name, state and position, archives the city (`active: false`) or serves it again. The
    country cannot be changed. Refused with `duplicate` when there is a city of this name in the
    same state and country, and with `validation_failed` when half of a position is left.
    """
    service.update_city(session, city, change)
    return await one(session, CITY, id=city.id)
