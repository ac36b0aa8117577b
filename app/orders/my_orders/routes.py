"""`/v1/me/orders`"""

from typing import Annotated

from fastapi import APIRouter, Query

from app.core.data.reading import Json
from app.core.http.routing import Route
from app.orders.my_orders import schemas
from app.orders.my_orders.reads import COUNT_TO_DO, MY_ORDERS, TO_DO
from app.orders.visibility import CanRead

router = APIRouter(tags=["orders"], route_class=Route)


@router.get("/me/orders", operation_id="listMyOrders", response_model=schemas.MyOrders)
async def list_my_orders(reading: CanRead, query: Annotated[schemas.MyOrderQuery, Query()]) -> Json:
    """List the service orders that the caller has to do.

    Orders of the caller's visits that are neither closed nor cancelled, in the order in which the
    visits are due; with `role=helper` those that the caller helps with. An order that waits for
    another date stays in the list of its last technician. `q` searches the customer's name, the
    title and the protocol by the beginnings of words. `total_count` and `urgent_count` count all of
    the caller's orders in that role, whatever the filters and the page.
    """
    actor_id = reading.actor.person_id
    page = await MY_ORDERS.page(reading, query, TO_DO[query.role], actor_id=actor_id)
    counted = await reading.row(COUNT_TO_DO[query.role])
    assert counted is not None
    listed = bytes(page.body).decode().removesuffix("}")
    counters = f'"total_count":{counted["total_count"]},"urgent_count":{counted["urgent_count"]}'
    return Json(f"{listed},{counters}}}")
