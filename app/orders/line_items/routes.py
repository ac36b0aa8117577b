"""`PUT /v1/orders/{order_id}/services`"""

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
    a price is given. What closing the order requires follows from the new services. Recorded as the
    event `order.updated`.

    Refused with `unknown_reference` when a service does not exist or is archived, with
    `validation_failed` when one is named twice, and with `order_already_closed` or
    `order_already_cancelled` when the order is over.
    """
    await line_items.update_line_items(session, order, wanted.services)
    return await one(session, ORDER_DETAIL.whole, id=order.id)
