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
from app.stock.ledger.service import InsufficientStock, SerialNotHere
from app.stock.models import Product, StockLocation
from app.stock.reads import (
    BALANCES,
    LOCATION,
    LOCATIONS,
    MOVEMENT,
    MOVEMENTS,
    PRODUCT,
    PRODUCTS,
)
from app.stock.service import AlreadyReversed, BelongsToOrder, BelongsToStep, ReversalOfReversal

router = APIRouter(tags=["stock"], route_class=Route)

CanRead = Annotated[Reading, acting("stock:read")]
CanWrite = Annotated[TenantSession, acting("stock:write")]
TheProduct = Annotated[Product, existing(Product, "stock:write")]
TheLocation = Annotated[StockLocation, existing(StockLocation, "stock:write")]


@router.get("/products", operation_id="listProducts", response_model=Page[schemas.Product])
async def list_products(reading: CanRead, query: Annotated[schemas.ProductQuery, Query()]) -> Json:
    """List products.

    Products are the kinds of goods that can be kept in stock, sorted by name. `q` searches SKU and
    name: each word has to be the beginning of a word of one of them. Archived products are included
    unless `active` says otherwise. `listBalances` tells how much there is of each.
    """
    return await PRODUCTS.page(reading, query)


@router.post(
    "/products",
    operation_id="createProduct",
    status_code=201,
    response_model=schemas.Product,
    responses=refuses(Duplicate),
)
async def create_product(session: CanWrite, new: schemas.ProductCreate) -> Json:
    """Create a product.

    It has no balance until a first movement brings it to a stock location (`createMovement`). Unit,
    number of decimals and tracking cannot be changed later, so choose them with care; what has
    serial numbers is counted in whole pieces. Refused with `duplicate` when another product has
    this SKU, or the `id` is taken. Recorded as the event `product.created`.
    """
    product = service.create_product(session, new)
    location = f"/v1/products/{product.id}"
    return await one(session, PRODUCT, id=product.id, status=201, location=location)


@router.get("/products/{product_id}", operation_id="getProduct", response_model=schemas.Product)
async def get_product(reading: CanRead, product_id: UUID) -> Json:
    """Get a product.

    An archived product is returned as well. `listBalances` with `product_id` tells how much of it
    is at which stock location.
    """
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
    """Update a product or archive it.

    Changes SKU and name, archives the product (`active: false`) or offers it again. An archived
    product keeps its balances, and can still be transferred and used. Unit and number of decimals
    cannot be changed. Refused with `duplicate` when another product has the new SKU. Recorded as
    the event `product.updated`.
    """
    service.update_product(session, product, change)
    return await one(session, PRODUCT, id=product.id)


@router.get("/locations", operation_id="listLocations", response_model=Page[schemas.StockLocation])
async def list_locations(
    reading: CanRead, query: Annotated[schemas.StockLocationQuery, Query()]
) -> Json:
    """List stock locations.

    Warehouses, vans, places at customers' and the virtual locations that goods come from and go to,
    sorted by name. Everybody with this permission sees all of them; `person_id=me` finds one's own
    van. A virtual location appears once a movement has needed it, and has no balances.
    """
    return await LOCATIONS.page(reading, query)


@router.post(
    "/locations",
    operation_id="createLocation",
    status_code=201,
    response_model=schemas.StockLocation,
    responses=refuses(Duplicate, UnknownReference),
)
async def create_location(session: CanWrite, new: schemas.StockLocationCreate) -> Json:
    """Create a stock location.

    Use it for a warehouse, a technician's van or a place at a customer's; the server makes the
    virtual locations itself. With `person_id` a van belongs to that person, and material that they
    use on an order is taken from it. Refused with `duplicate` when the person has a van already,
    with `unknown_reference` when there is no such person, and with `validation_failed` when
    `person_id` is given for anything but a van.
    """
    place = await service.create_location(session, new)
    location = f"/v1/locations/{place.id}"
    return await one(session, LOCATION, id=place.id, status=201, location=location)


@router.get(
    "/locations/{location_id}", operation_id="getLocation", response_model=schemas.StockLocation
)
async def get_location(reading: CanRead, location_id: UUID) -> Json:
    """Get a stock location.

    Virtual locations are returned as well. `listBalances` with `location_id` tells what is there.
    """
    return await one(reading, LOCATION, id=location_id)


@router.patch(
    "/locations/{location_id}",
    operation_id="updateLocation",
    response_model=schemas.StockLocation,
    responses=refuses(Duplicate, UnknownReference),
)
async def update_location(
    session: CanWrite, location: TheLocation, change: schemas.StockLocationUpdate
) -> Json:
    """Update a stock location.

    Renames it, or hands a van to somebody else: the goods stay in the van, and orders take material
    from it for its new driver from now on. The kind cannot be changed, and a stock location cannot
    be deleted. Refused with `duplicate` when the person has a van already, with `unknown_reference`
    when there is no such person, and with `validation_failed` when `person_id` is given for
    anything but a van.
    """
    await service.update_location(session, location, change)
    return await one(session, LOCATION, id=location.id)


@router.get("/balances", operation_id="listBalances", response_model=Page[schemas.Balance])
async def list_balances(reading: CanRead, query: Annotated[schemas.BalanceQuery, Query()]) -> Json:
    """List stock balances per product and location.

    One row for each product at each real stock location where it has ever been; a balance that was
    used up stays in the list with the quantity 0. The order is fixed but has no meaning: filter by
    `location_id` or `product_id`: the van of a technician, or all places of a product. Balances
    change by movements only.
    """
    return await BALANCES.page(reading, query)


@router.get("/movements", operation_id="listMovements", response_model=Page[schemas.Movement])
async def list_movements(
    reading: CanRead, query: Annotated[schemas.MovementQuery, Query()]
) -> Json:
    """List stock movements.

    The ledger of the stock, newest first: receipts, transfers, uses and reversals. Nothing is left
    out, reversed movements included; `reversed_by_id` tells them. Filter by `reference_id` for what
    was moved for one order.
    """
    return await MOVEMENTS.page(reading, query)


@router.post(
    "/movements",
    operation_id="createMovement",
    status_code=201,
    response_model=schemas.Movement,
    responses=refuses(InsufficientStock, SerialNotHere, UnknownReference),
)
async def create_movement(session: CanWrite, new: schemas.MovementCreate) -> Json:
    """Record a receipt of goods or a transfer between stock locations.

    A receipt adds goods from a supplier to a real stock location; a transfer takes them from one
    and adds them to another. All lines are carried out, or none. The balances change at once, and
    the event `goods.moved` is recorded. Goods for an order are not moved here: `useOrderMaterial`
    takes them from the van.

    Products with serial numbers name those of their pieces, in as many as 500 at once; a receipt
    makes known what nobody knew before. What a receipt says that a unit costs goes into the moving
    average of its stock location, and leaves it with the goods.

    Refused with `insufficient_stock` when the source holds less than a line asks for: `available`
    says how much is there and `elsewhere` where else there is some. Refused with `serial_not_here`
    when a piece is somewhere else, with `unknown_reference` when a product or stock location does
    not exist, and with `validation_failed` when a location is virtual, source and target are the
    same, or a quantity has more decimals than its product.
    """
    movement = await service.move(session, new)
    location = f"/v1/movements/{movement.id}"
    return await one(session, MOVEMENT, id=movement.id, status=201, location=location)


@router.get("/movements/{movement_id}", operation_id="getMovement", response_model=schemas.Movement)
async def get_movement(reading: CanRead, movement_id: UUID) -> Json:
    """Get a stock movement.

    One entry of the ledger with its lines. `reversed_by_id` names the movement that has undone it.
    """
    return await one(reading, MOVEMENT, id=movement_id)


@router.post(
    "/movements/{movement_id}/reverse",
    operation_id="reverseMovement",
    status_code=201,
    response_model=schemas.Movement,
    responses=refuses(
        AlreadyReversed,
        BelongsToOrder,
        BelongsToStep,
        ReversalOfReversal,
        InsufficientStock,
        SerialNotHere,
    ),
)
async def reverse_movement(session: CanWrite, movement_id: UUID) -> Json:
    """Reverse a stock movement.

    Undoes a receipt or a transfer as a whole, by a new movement that takes the same goods the other
    way; that movement is the answer. Both stay in the ledger, and the balances change at once. Use
    it for a mistake: an entry of the ledger is never changed or deleted.

    Refused with `already_reversed` when it was reversed before, with `reversal_of_reversal` when it
    is a reversal itself, and with `belongs_to_order` when the goods were used on an order (use
    `reverseOrderMaterial`), and with `belongs_to_step` when it is a step of a transfer, a count or
    an adjustment. Refused with `insufficient_stock` or `serial_not_here` when the goods are not
    where the movement brought them any more.
    """
    reversal = await service.reverse_free(session, movement_id)
    location = f"/v1/movements/{reversal.id}"
    return await one(session, MOVEMENT, id=reversal.id, status=201, location=location)
