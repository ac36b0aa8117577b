"""`/v1/orders/{order_id}/schedule`, `/dispatch`"""

from fastapi import APIRouter

from app.core.data.reading import Json, one
from app.core.http.routing import Route
from app.core.values.errors import InvalidTransition, UnknownReference, refuses
from app.orders import schemas
from app.orders.detail.reads import SCHEDULED_ORDER
from app.orders.detail.schemas import ScheduledOrder
from app.orders.lifecycle.service import MaxAttempts, OrderAlreadyCancelled, OrderAlreadyClosed
from app.orders.reads import answer_with
from app.orders.scheduling import schemas as scheduling_schemas
from app.orders.scheduling import service as scheduling
from app.orders.visibility import CanWrite, TheOrder
from app.schedules.checks.service import Holiday, OutsideWorkingHours, TravelTooShort
from app.schedules.service import TechnicianAbsent, TechnicianOverlap
from app.schedules.skills.service import MissingSkill

router = APIRouter(prefix="/orders", tags=["orders"], route_class=Route)


@router.post(
    "/{order_id}/schedule",
    operation_id="scheduleOrder",
    status_code=201,
    response_model=ScheduledOrder,
    responses=refuses(
        TechnicianOverlap,
        TechnicianAbsent,
        OutsideWorkingHours,
        Holiday,
        TravelTooShort,
        MissingSkill,
        MaxAttempts,
        InvalidTransition,
        OrderAlreadyClosed,
        OrderAlreadyCancelled,
        UnknownReference,
    )
    | {200: {"model": ScheduledOrder, "description": "Rescheduled: the earlier slot is free."}},
)
async def schedule_order(
    session: CanWrite, order: TheOrder, wanted: scheduling_schemas.OrderSchedule
) -> Json:
    """Schedule a visit for a service order.

    Gives the order to a technician at a time, with helpers if named, books all of them in the
    agenda, and promises the customer a window for the start: the shift of the day, unless the
    request or the settings say otherwise. An earlier visit on which no work has started is
    replaced, and its time is free again: the status is 200 then, else 201. Afterwards technician
    and helpers are notified, and so is a technician who loses the visit. If the order was raised
    from a ticket, its timeline shows the date. Recorded as the event `order.scheduled`.

    Refused with `technician_overlap` or `technician_absent` when the technician or a helper is not
    free: `booking_id` names the booking in the way. A visit outside of the working hours, on a
    holiday, too near to another one for the way, or of a technician who lacks a specialty that the
    services need, is refused with `outside_working_hours`, `holiday`, `travel_too_short` or
    `missing_skill` if the settings of the organization say so, else `warnings` has it;
    `override_reason` sets it aside (`order.checks_overridden`).

    Refused with `max_attempts` when as many visits have failed as the settings allow
    (`max_failed_visits`), unless the caller has the permission `orders:lead`. Refused with
    `invalid_transition` while the order is in progress, with `order_already_closed` or
    `order_already_cancelled` when it is over, with `unknown_reference` when a person does not
    exist, and with `validation_failed` when one is no active technician, or the visit is longer or
    further ahead than the settings allow (`visit_max_minutes`, `visit_days_ahead`).
    """
    is_first = await scheduling.schedule_visit(session, order, wanted)
    location = f"/v1/orders/{order.id}" if is_first else ""
    status = 201 if is_first else 200
    return await one(session, SCHEDULED_ORDER.whole, id=order.id, status=status, location=location)


@router.post(
    "/{order_id}/dispatch",
    operation_id="dispatchOrder",
    response_model=schemas.Order,
    responses=refuses(InvalidTransition, OrderAlreadyClosed, OrderAlreadyCancelled),
)
async def dispatch_order(session: CanWrite, order: TheOrder) -> Json:
    """Dispatch the technician of a service order.

    Tells the technician to go there next: the visit becomes `dispatched`, and the technician is
    notified afterwards. The agenda is not changed, and a technician may depart without it. Recorded
    as the event `order.dispatched`. Refused with `invalid_transition` when the order has no visit,
    or the visit was dispatched or has begun already, and with `order_already_closed` or
    `order_already_cancelled` when the order is over.
    """
    await scheduling.dispatch(session, order)
    return await answer_with(session, order)
