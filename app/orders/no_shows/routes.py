"""`/v1/orders/{order_id}`: reporting a no-show."""

from fastapi import APIRouter

from app.core.data.reading import Json
from app.core.http.routing import Route
from app.core.values.errors import (
    InvalidTransition,
    refuses,
)
from app.orders import schemas
from app.orders.lifecycle.service import (
    HasMovements,
    NoShowUnproven,
    NotArrived,
    OrderAlreadyCancelled,
    OrderAlreadyClosed,
)
from app.orders.no_shows import schemas as no_shows_schemas
from app.orders.no_shows import service as no_shows
from app.orders.reads import answer_with
from app.orders.visibility import AssignedOrder, CanExecute
from app.orders.visits.service import NotAssigned

router = APIRouter(prefix="/orders", tags=["orders"], route_class=Route)
_ANY_STEP = (NotAssigned, InvalidTransition, OrderAlreadyClosed, OrderAlreadyCancelled)


@router.post(
    "/{order_id}/report-no-show",
    operation_id="reportNoShow",
    response_model=schemas.Order,
    responses=refuses(*_ANY_STEP, NotArrived, HasMovements, NoShowUnproven),
)
async def report_customer_no_show(
    session: CanExecute, order: AssignedOrder, given: no_shows_schemas.NoShowReport
) -> Json:
    """Report a no-show at the customer's site.

    For the technician who went there and met nobody. The visit ends, the agenda of technician and
    helpers is free from now on, and the order waits to be rescheduled. Distance, waiting time and
    contact attempts are kept with the visit as evidence. If the order was raised from a ticket that
    waits for it, the ticket becomes pending, and the requester is notified. Recorded as the event
    `order.visit_no_show`.

    Refused with `no_show_unproven` when evidence that the organization's settings ask for is
    missing: `missing` names `waiting_time`, `position` or `photo`. Refused with `not_arrived`
    before the technician has departed, with `has_movements` while material is in use, and with
    `not_assigned` when the visit is not the caller's. Refused with `invalid_transition` in every
    other state that does not allow it, such as while the visit is paused, and with
    `order_already_closed` or `order_already_cancelled` when the order is over.
    """
    await no_shows.report_no_show(session, order, given)
    return await answer_with(session, order)
