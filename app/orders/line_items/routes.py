"""`PUT /v1/orders/{order_id}/services`"""

from fastapi import APIRouter

from app.core.data.reading import Json, one
from app.core.http.routing import Route
from app.core.values.errors import UnknownReference, refuses
from app.orders.detail import schemas as work_schemas
from app.orders.detail.reads import ORDER_DETAIL
from app.orders.lifecycle.service import OrderAlreadyCancelled, OrderAlreadyClosed
from app.orders.line_items import schemas
from app.orders.line_items import service as line_items
from app.orders.visibility import CanWrite, TheOrder

router = APIRouter(tags=["orders"], route_class=Route)


@router.put(
    "/orders/{order_id}/services",
    operation_id="replaceOrderServices",
    response_model=work_schemas.OrderDetail,
    responses=refuses(UnknownReference, OrderAlreadyClosed, OrderAlreadyCancelled),
)
async def replace_order_services(
    session: CanWrite, order: TheOrder, wanted: schemas.OrderServices
) -> Json:
    """Let the order be for these services; what closing it asks for follows from them."""
    await line_items.update_line_items(session, order, wanted.services)
    return await one(session, ORDER_DETAIL.whole, id=order.id)
