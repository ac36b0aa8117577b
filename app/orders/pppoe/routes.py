"""`/v1/orders/{order_id}/pppoe`"""

from uuid import UUID

from fastapi import APIRouter, Request

from app.core.data.reading import Json
from app.core.http.routing import Route
from app.core.values.errors import refuses
from app.orders.pppoe import schemas as work_schemas
from app.orders.pppoe import service as pppoe
from app.orders.pppoe.service import SecretLocked, SecretUnreadable
from app.orders.visibility import CanRead

router = APIRouter(tags=["orders"], route_class=Route)


@router.get(
    "/orders/{order_id}/pppoe",
    operation_id="getOrderPppoe",
    response_model=work_schemas.Pppoe,
    responses=refuses(SecretLocked, SecretUnreadable),
)
async def get_order_pppoe(request: Request, reading: CanRead, order_id: UUID) -> Json:
    """The account of the customer's line, for the technician whose visit it is, while it is open.

    Each look is an event of the order. 404 when the order's contract has no password.
    """
    account = await pppoe.reveal_pppoe(request, reading, order_id)
    return Json(account.model_dump_json(), 200, {"Cache-Control": "no-store"})
