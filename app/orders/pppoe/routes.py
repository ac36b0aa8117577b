"""`/v1/orders/{order_id}/pppoe`"""

from uuid import UUID

from fastapi import APIRouter, Request

from app.core.data.reading import Json
from app.core.http.routing import Route
from app.core.values.errors import refuses
from app.orders.pppoe import schemas
from app.orders.pppoe import service as pppoe
from app.orders.pppoe.service import SecretLocked, SecretUnreadable
from app.orders.visibility import CanRead

router = APIRouter(tags=["orders"], route_class=Route)


@router.get(
    "/orders/{order_id}/pppoe",
    operation_id="getOrderPppoe",
    response_model=schemas.Pppoe,
    responses=refuses(SecretLocked, SecretUnreadable),
)
async def get_order_pppoe(request: Request, reading: CanRead, order_id: UUID) -> Json:
    """Get the connection secret of a service order.

    User name and password of the PPPoE account of the order's contract, in plain text, for the
    technician whose visit it is; helpers and the office do not get it here. Each time it is given,
    the event `order.pppoe_revealed` is recorded in the order's timeline. Do not store it. Not found
    when the order has no contract, or the contract has no password.

    Refused with `secret_locked` for everybody but that technician, and once the order is closed or
    cancelled. Refused with `secret_unreadable` when the password was encrypted with a key that is
    not in use any more.
    """
    account = await pppoe.reveal_pppoe(request, reading, order_id)
    return Json(account.model_dump_json(), 200, {"Cache-Control": "no-store"})
