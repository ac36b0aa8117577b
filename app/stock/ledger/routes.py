"""`/v1/products/{product_id}/card`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.stock.ledger import schemas
from app.stock.ledger.reads import CARD, OF_PRODUCT
from app.stock.reads import PRODUCT

router = APIRouter(tags=["stock"], route_class=Route)

CanRead = Annotated[Reading, acting("stock:read")]


@router.get(
    "/products/{product_id}/card",
    operation_id="listProductCard",
    response_model=Page[schemas.CardEntry],
)
async def list_product_card(
    reading: CanRead, product_id: UUID, query: Annotated[schemas.CardQuery, Query()]
) -> Json:
    """List the entries of a product's card.

    Every line of the ledger that has moved the product, of all stock locations: the newest first
    unless `sort` says otherwise. Reversed movements and their reversals are included.
    """
    await one(reading, PRODUCT, id=product_id)
    return await CARD.page(reading, query, OF_PRODUCT, product_id=product_id)
