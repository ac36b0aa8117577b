"""`PUT /v1/orders/{order_id}/services`, `/lines`"""

from fastapi import APIRouter

from app.core.data.reading import Json, one
from app.core.http.routing import Route
from app.core.values.errors import UnknownReference, refuses
from app.orders.detail import schemas as detail_schemas
from app.orders.detail.reads import ORDER_DETAIL
from app.orders.lifecycle.service import OrderAlreadyCancelled, OrderAlreadyClosed
from app.orders.line_items import schemas
from app.orders.line_items import service as line_items
from app.orders.visibility import CanWrite, TheOrder

router = APIRouter(tags=["orders"], route_class=Route)


@router.put(
    "/orders/{order_id}/services",
    operation_id="replaceOrderServices",
    response_model=detail_schemas.OrderDetail,
    responses=refuses(UnknownReference, OrderAlreadyClosed, OrderAlreadyCancelled),
)
async def replace_order_services(
    session: CanWrite, order: TheOrder, wanted: schemas.OrderServices
) -> Json:
    """Replace the services of a service order.

    The list that is sent takes the place of the former one as a whole; an empty list removes all
    services. Price, duration and closing policy are copied from the catalog as they are now, unless
    a price is given. What closing the order requires follows from the new services. Products and
    other lines stay (`replaceOrderLines` changes them too), and so do services that the customer
    approved with a quote: naming one as it was approved is no addition. Recorded as the event
    `order.updated`.

    Refused with `unknown_reference` when a service does not exist or is archived, with
    `validation_failed` when one is named twice or was approved with another quantity or price, and
    with `order_already_closed` or `order_already_cancelled` when the order is over.
    """
    await line_items.update_services(session, order, wanted.services)
    return await one(session, ORDER_DETAIL.whole, id=order.id)


@router.put(
    "/orders/{order_id}/lines",
    operation_id="replaceOrderLines",
    response_model=detail_schemas.OrderDetail,
    responses=refuses(UnknownReference, OrderAlreadyClosed, OrderAlreadyCancelled),
)
async def replace_order_lines(
    session: CanWrite, order: TheOrder, wanted: schemas.OrderLines
) -> Json:
    """Replace the lines of a service order that were not approved.

    What the order bills: services, products and anything else in words, each with its price and
    discount. The list takes the place of the former one as a whole. Lines that the customer
    approved with a quote stay with their discount as they were agreed; what is sent here shows
    apart from them (`is_approved`, `added_total`). Name and price of a service, its duration and
    its closing policy come from the catalog as they are now. Recorded as the event `order.updated`.

    Refused with `unknown_reference` when a service or product does not exist or a service is
    archived, with `validation_failed` when the discount is more than the lines or stands beside
    approved ones, and with `order_already_closed` or `order_already_cancelled` when the order is
    over.
    """
    await line_items.update_lines(session, order, wanted)
    return await one(session, ORDER_DETAIL.whole, id=order.id)
