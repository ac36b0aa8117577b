"""`/v1/stock-levels`, `/v1/locations/{location_id}/levels/{product_id}`"""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting, existing
from app.core.http.listing import Page
from app.core.http.preconditions import check_if_match
from app.core.http.routing import Route
from app.stock.levels import schemas
from app.stock.levels import service as levels
from app.stock.levels.models import StockLevel
from app.stock.levels.reads import LEVEL, LEVELS
from app.stock.models import Product, StockLocation

router = APIRouter(tags=["stock"], route_class=Route)

CanRead = Annotated[Reading, acting("stock:read")]
CanWrite = Annotated[TenantSession, acting("stock:write")]
ThePlace = Annotated[
    StockLocation, existing(StockLocation, "stock:write", lock=False, checks_version=False)
]
TheProduct = Annotated[Product, existing(Product, "stock:write", lock=False, checks_version=False)]


async def _level_of(
    request: Request, session: CanWrite, place: ThePlace, product: TheProduct
) -> StockLevel | None:
    """The level that is there, of the version that the caller knows."""
    level = await levels.level_of(session, place, product)
    check_if_match(request, level.version if level else 0)
    return level


TheLevel = Annotated[StockLevel | None, Depends(_level_of)]


@router.get(
    "/stock-levels", operation_id="listStockLevels", response_model=Page[schemas.StockLevel]
)
async def list_stock_levels(
    reading: CanRead, query: Annotated[schemas.StockLevelQuery, Query()]
) -> Json:
    """List stock levels, with what is missing.

    How much of each product there should be at which stock location, how much there is, and how
    much is missing to the target. The order is fixed but has no meaning: filter by `location_id`,
    such as a van that is to be loaded, or by `product_id`.
    """
    return await LEVELS.page(reading, query)


@router.put(
    "/locations/{location_id}/levels/{product_id}",
    operation_id="putStockLevel",
    response_model=schemas.StockLevel,
)
async def put_stock_level(
    session: CanWrite,
    place: ThePlace,
    product: TheProduct,
    _level: TheLevel,
    wanted: schemas.StockLevelPut,
) -> Json:
    """Set how much of a product there should be at a stock location.

    With less than `minimum` it is replenished up to `target`. Nothing moves by it. Recorded as the
    event `stock_level.set`. Refused with `validation_failed` when the target is less than the
    minimum, or a quantity has more decimals than the product.
    """
    await levels.set_level(session, place, product, wanted)
    return await one(session, LEVEL, location_id=place.id, product_id=product.id)


@router.delete(
    "/locations/{location_id}/levels/{product_id}",
    operation_id="deleteStockLevel",
    status_code=204,
)
async def delete_stock_level(
    session: CanWrite, place: ThePlace, product: TheProduct, _level: TheLevel
) -> Response:
    """Delete the level of a product at a stock location.

    Nothing of it is expected there any more; what is there stays. Recorded as the event
    `stock_level.deleted`. Answers `not_found` when there is no such level.
    """
    await levels.delete_level(session, place, product)
    return Response(status_code=204)
