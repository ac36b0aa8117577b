"""`/v1/purchases`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting, existing
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import Duplicate, UnknownReference, refuses
from app.stock.ledger.service import SerialNotHere
from app.stock.purchases import schemas
from app.stock.purchases import service as purchases
from app.stock.purchases.models import Purchase
from app.stock.purchases.reads import PURCHASE, PURCHASES
from app.stock.purchases.service import MoreThanOrdered, PurchaseOver

router = APIRouter(prefix="/purchases", tags=["stock"], route_class=Route)

CanRead = Annotated[Reading, acting("stock:read")]
CanWrite = Annotated[TenantSession, acting("stock:write")]
ThePurchase = Annotated[Purchase, existing(Purchase, "stock:write")]


@router.get("", operation_id="listPurchases", response_model=Page[schemas.Purchase])
async def list_purchases(
    reading: CanRead, query: Annotated[schemas.PurchaseQuery, Query()]
) -> Json:
    """List purchases.

    What was ordered from suppliers, and how much of it has arrived: the newest first unless `sort`
    says otherwise.
    """
    return await PURCHASES.page(reading, query)


@router.post(
    "",
    operation_id="createPurchase",
    status_code=201,
    response_model=schemas.Purchase,
    responses=refuses(Duplicate, UnknownReference),
)
async def create_purchase(session: CanWrite, new: schemas.PurchaseCreate) -> Json:
    """Create a purchase.

    Notes what was ordered from a supplier; nothing moves before it arrives (`receivePurchase`).
    Recorded as the event `purchase.ordered`. Refused with `unknown_reference` when a product or the
    stock location does not exist, with `validation_failed` when a product is named twice or a
    quantity does not fit it, and with `duplicate` when the `id` is taken.
    """
    purchase = await purchases.order_purchase(session, new)
    location = f"/v1/purchases/{purchase.id}"
    return await one(session, PURCHASE, id=purchase.id, status=201, location=location)


@router.get("/{purchase_id}", operation_id="getPurchase", response_model=schemas.Purchase)
async def get_purchase(reading: CanRead, purchase_id: UUID) -> Json:
    """Get a purchase.

    Its products, with what was ordered and what has arrived of each. `listMovements` with
    `reference_id` tells the receipts, with the numbers of their documents.
    """
    return await one(reading, PURCHASE, id=purchase_id)


@router.post(
    "/{purchase_id}/receive",
    operation_id="receivePurchase",
    response_model=schemas.Purchase,
    responses=refuses(PurchaseOver, MoreThanOrdered, SerialNotHere, UnknownReference),
)
async def receive_purchase(
    session: CanWrite, purchase: ThePurchase, arrived: schemas.PurchaseReceive
) -> Json:
    """Receive goods of a purchase: a part, the rest, or more than was ordered.

    What has arrived comes to the stock location of the purchase, by a receipt with the number of
    its document. Recorded as the events `goods.moved` and `purchase.received`. Refused with
    `more_than_ordered` when more of a product has arrived than is missing, unless `accepts_excess`
    says that it is kept; with `purchase_over` when all has arrived or the purchase is closed, with
    `serial_not_here` when a piece is somewhere already, and with `validation_failed` when a product
    was not ordered, or a quantity or serial number does not fit it.
    """
    await purchases.receive_purchase(session, purchase, arrived)
    return await one(session, PURCHASE, id=purchase.id)


@router.post(
    "/{purchase_id}/close",
    operation_id="closePurchase",
    response_model=schemas.Purchase,
    responses=refuses(PurchaseOver),
)
async def close_purchase(session: CanWrite, purchase: ThePurchase) -> Json:
    """Close a purchase of which nothing more will come.

    Recorded as the event `purchase.closed`. Refused with `purchase_over` when all has arrived or it
    is closed already.
    """
    await purchases.close_purchase(session, purchase)
    return await one(session, PURCHASE, id=purchase.id)
