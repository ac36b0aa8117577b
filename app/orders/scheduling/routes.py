"""`/v1/orders/{order_id}/schedule`, `/dispatch`"""

from fastapi import APIRouter

from app.core.data.reading import Json
from app.core.http.routing import Route
from app.core.values.errors import InvalidTransition, UnknownReference, refuses
from app.orders import schemas
from app.orders.lifecycle.service import MaxAttempts, OrderAlreadyCancelled, OrderAlreadyClosed
from app.orders.reads import card
from app.orders.scheduling import schemas as scheduling_schemas
from app.orders.scheduling import service as scheduling
from app.orders.visibility import CanWrite, TheOrder
from app.schedules.service import TechnicianOverlap

router = APIRouter(prefix="/orders", tags=["orders"], route_class=Route)


@router.post(
    "/{order_id}/schedule",
    operation_id="scheduleOrder",
    status_code=201,
    response_model=schemas.Order,
    responses=refuses(
        TechnicianOverlap,
        MaxAttempts,
        InvalidTransition,
        OrderAlreadyClosed,
        OrderAlreadyCancelled,
        UnknownReference,
    )
    | {200: {"model": schemas.Order, "description": "Rescheduled: the earlier slot is free."}},
)
async def schedule_order(
    session: CanWrite, order: TheOrder, wanted: scheduling_schemas.OrderSchedule
) -> Json:
    """Give the order to a technician at a time; 201 for the first visit, 200 for another."""
    is_first = await scheduling.schedule_visit(session, order, wanted)
    location = f"/v1/orders/{order.id}" if is_first else ""
    return await card(session, order, status=201 if is_first else 200, location=location)


@router.post(
    "/{order_id}/dispatch",
    operation_id="dispatchOrder",
    response_model=schemas.Order,
    responses=refuses(InvalidTransition, OrderAlreadyClosed, OrderAlreadyCancelled),
)
async def dispatch_order(session: CanWrite, order: TheOrder) -> Json:
    """Tell the technician to go there next."""
    await scheduling.dispatch(session, order)
    return await card(session, order)
