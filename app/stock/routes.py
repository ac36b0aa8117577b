"""`/v1/products`, `/v1/locations`, `/v1/balances`, `/v1/movements`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting, existing
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import Duplicate, UnknownReference, refuses
from app.stock import schemas, service
from app.stock.ledger.service import InsufficientStock
from app.stock.models import Location, Product
from app.stock.reads import (
    BALANCES,
    LOCATION,
    LOCATIONS,
    MOVEMENT,
    MOVEMENTS,
    PRODUCT,
    PRODUCTS,
)
from app.stock.service import AlreadyReversed, BelongsToOrder, ReversalOfReversal

router = APIRouter(tags=["stock"], route_class=Route)

CanRead = Annotated[Reading, acting("stock:read")]
CanWrite = Annotated[TenantSession, acting("stock:write")]
TheProduct = Annotated[Product, existing(Product, "stock:write")]
TheLocation = Annotated[Location, existing(Location, "stock:write")]


@router.get("/products", operation_id="listProducts", response_model=Page[schemas.Product])
async def list_products(reading: CanRead, query: Annotated[schemas.ProductQuery, Query()]) -> Json:
    """What can be stocked; `q` finds the beginnings of words of SKU and name."""
    return await PRODUCTS.page(reading, query)


@router.post(
    "/products",
    operation_id="createProduct",
    status_code=201,
    response_model=schemas.Product,
    responses=refuses(Duplicate),
)
async def create_product(session: CanWrite, new: schemas.ProductCreate) -> Json:
    """Add a product."""
    product = service.create_product(session, new)
    location = f"/v1/products/{product.id}"
    return await one(session, PRODUCT, id=product.id, status=201, location=location)


@router.get("/products/{product_id}", operation_id="getProduct", response_model=schemas.Product)
async def get_product(reading: CanRead, product_id: UUID) -> Json:
    """One product, archived or not."""
    return await one(reading, PRODUCT, id=product_id)


@router.patch(
    "/products/{product_id}",
    operation_id="updateProduct",
    response_model=schemas.Product,
    responses=refuses(Duplicate),
)
async def update_product(
    session: CanWrite, product: TheProduct, change: schemas.ProductUpdate
) -> Json:
    """Rename a product, archive it (`active: false`) or offer it again."""
    service.update_product(session, product, change)
    return await one(session, PRODUCT, id=product.id)


@router.get("/locations", operation_id="listLocations", response_model=Page[schemas.Location])
async def list_locations(
    reading: CanRead, query: Annotated[schemas.LocationQuery, Query()]
) -> Json:
    """Warehouses and vans, and the virtual places where goods come from and go to."""
    return await LOCATIONS.page(reading, query)


@router.post(
    "/locations",
    operation_id="createLocation",
    status_code=201,
    response_model=schemas.Location,
    responses=refuses(Duplicate, UnknownReference),
)
async def create_location(session: CanWrite, new: schemas.LocationCreate) -> Json:
    """Add a warehouse, a technician's van or a place at a customer's."""
    place = await service.create_location(session, new)
    location = f"/v1/locations/{place.id}"
    return await one(session, LOCATION, id=place.id, status=201, location=location)


@router.get("/locations/{location_id}", operation_id="getLocation", response_model=schemas.Location)
async def get_location(reading: CanRead, location_id: UUID) -> Json:
    """One place."""
    return await one(reading, LOCATION, id=location_id)


@router.patch(
    "/locations/{location_id}",
    operation_id="updateLocation",
    response_model=schemas.Location,
    responses=refuses(Duplicate, UnknownReference),
)
async def update_location(
    session: CanWrite, location: TheLocation, change: schemas.LocationUpdate
) -> Json:
    """Rename a place, or hand a van to somebody else."""
    await service.update_location(session, location, change)
    return await one(session, LOCATION, id=location.id)


@router.get("/balances", operation_id="listBalances", response_model=Page[schemas.Balance])
async def list_balances(reading: CanRead, query: Annotated[schemas.BalanceQuery, Query()]) -> Json:
    """How much of what is where."""
    return await BALANCES.page(reading, query)


@router.get("/movements", operation_id="listMovements", response_model=Page[schemas.Movement])
async def list_movements(
    reading: CanRead, query: Annotated[schemas.MovementQuery, Query()]
) -> Json:
    """The ledger, newest first."""
    return await MOVEMENTS.page(reading, query)


@router.post(
    "/movements",
    operation_id="createMovement",
    status_code=201,
    response_model=schemas.Movement,
    responses=refuses(InsufficientStock, UnknownReference),
)
async def create_movement(session: CanWrite, new: schemas.MovementCreate) -> Json:
    """Receive goods from a supplier, or transfer them from one place to another."""
    movement = await service.move(session, new)
    location = f"/v1/movements/{movement.id}"
    return await one(session, MOVEMENT, id=movement.id, status=201, location=location)


@router.get("/movements/{movement_id}", operation_id="getMovement", response_model=schemas.Movement)
async def get_movement(reading: CanRead, movement_id: UUID) -> Json:
    """One entry of the ledger."""
    return await one(reading, MOVEMENT, id=movement_id)


@router.post(
    "/movements/{movement_id}/reverse",
    operation_id="reverseMovement",
    status_code=201,
    response_model=schemas.Movement,
    responses=refuses(AlreadyReversed, BelongsToOrder, ReversalOfReversal, InsufficientStock),
)
async def reverse_movement(session: CanWrite, movement_id: UUID) -> Json:
    """Take a receipt or a transfer back by a movement the other way, which is the answer."""
    reversal = await service.reverse_free(session, movement_id)
    location = f"/v1/movements/{reversal.id}"
    return await one(session, MOVEMENT, id=reversal.id, status=201, location=location)
