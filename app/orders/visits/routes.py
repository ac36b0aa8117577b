"""`/v1/orders/{order_id}`: the steps of a visit."""

from uuid import UUID

from fastapi import APIRouter

from app.core.data.reading import Json
from app.core.http.routing import Route
from app.core.values.errors import InvalidTransition, refuses
from app.customers.sites.service import NeedsConfirmation
from app.orders import schemas
from app.orders.lifecycle.service import (
    AlreadyStarted,
    HasMovements,
    NotArrived,
    OrderAlreadyCancelled,
    OrderAlreadyClosed,
    VisitNotStarted,
)
from app.orders.reads import answer_with
from app.orders.visibility import AssignedOrder, CanExecute, CanRead, require_visible
from app.orders.visits import schemas as visits_schemas
from app.orders.visits import service as visits
from app.orders.visits.reads import VISITS
from app.orders.visits.service import NotAssigned, OtherVisitInProgress

router = APIRouter(prefix="/orders", tags=["orders"], route_class=Route)


#: What any step of a visit may be refused for.
_ANY_STEP = (NotAssigned, InvalidTransition, OrderAlreadyClosed, OrderAlreadyCancelled)


@router.post(
    "/{order_id}/depart",
    operation_id="departForOrder",
    response_model=schemas.Order,
    responses=refuses(*_ANY_STEP),
)
async def depart_for_order(
    session: CanExecute, order: AssignedOrder, given: visits_schemas.VisitMoment
) -> Json:
    """Report that the technician departed for a service order.

    The visit becomes `en_route`, and travel counts from then on. Departing may be left out:
    `arriveAtOrder` and `startOrder` are possible without it. The time is that of the technician's
    device, so that a report that was made without network may be sent later. Recorded as the event
    `order.technician_departed`.

    Refused with `not_assigned` when the visit is not the caller's, with `invalid_transition` when
    there is no visit or it is further on, and with `order_already_closed` or
    `order_already_cancelled` when the order is over.
    """
    await visits.depart(session, order, given)
    return await answer_with(session, order)


@router.post(
    "/{order_id}/arrive",
    operation_id="arriveAtOrder",
    response_model=schemas.Order,
    responses=refuses(*_ANY_STEP),
)
async def arrive_at_order(
    session: CanExecute, order: AssignedOrder, given: visits_schemas.VisitMoment
) -> Json:
    """Report that the technician arrived at the site of a service order.

    The visit becomes `on_site`; travel ends, and work does not count yet. Next comes `startOrder`,
    or `reportNoShow`, whose waiting time counts from this moment. Recorded as the event
    `order.technician_arrived`.

    Refused with `not_assigned` when the visit is not the caller's, with `invalid_transition` when
    there is no visit or it is further on, and with `order_already_closed` or
    `order_already_cancelled` when the order is over.
    """
    await visits.arrive(session, order, given)
    return await answer_with(session, order)


@router.post(
    "/{order_id}/start",
    operation_id="startOrder",
    response_model=schemas.Order,
    responses=refuses(
        AlreadyStarted,
        OtherVisitInProgress,
        NotAssigned,
        InvalidTransition,
        OrderAlreadyClosed,
        OrderAlreadyCancelled,
    ),
)
async def start_order(
    session: CanExecute, order: AssignedOrder, given: visits_schemas.OrderStart
) -> Json:
    """Start the work on a service order.

    The visit and the order become `in_progress`, with time and position as the technician's device
    reports them; work counts from then on. From now on material can be used and the order can be
    closed. Departing and arriving may have been left out. Recorded as the event `order.started`.

    Refused with `other_visit_in_progress` while the technician works on another visit: pause or end
    that first; `order_id` and `protocol` name its order. Refused with `already_started` when the
    order is in progress, with `not_assigned` when the visit is not the caller's, with
    `invalid_transition` when there is no visit, and with `order_already_closed` or
    `order_already_cancelled` when the order is over.
    """
    await visits.start(session, order, given)
    return await answer_with(session, order)


@router.post(
    "/{order_id}/pause",
    operation_id="pauseOrder",
    response_model=schemas.Order,
    responses=refuses(*_ANY_STEP, VisitNotStarted),
)
async def pause_order(
    session: CanExecute, order: AssignedOrder, given: visits_schemas.VisitMoment
) -> Json:
    """Pause the work on a service order.

    The visit becomes `paused`; work ends, and a pause counts from then on. The order stays
    `in_progress`, and the technician may work on another visit meanwhile. Recorded as the event
    `order.visit_paused`.

    Refused with `visit_not_started` unless the order is in progress, with `invalid_transition` when
    the visit is paused already, with `not_assigned` when it is not the caller's, and with
    `order_already_closed` or `order_already_cancelled` when the order is over.
    """
    await visits.pause(session, order, given)
    return await answer_with(session, order)


@router.post(
    "/{order_id}/resume",
    operation_id="resumeOrder",
    response_model=schemas.Order,
    responses=refuses(*_ANY_STEP, VisitNotStarted, OtherVisitInProgress),
)
async def resume_order(
    session: CanExecute, order: AssignedOrder, given: visits_schemas.VisitMoment
) -> Json:
    """Resume the work on a service order.

    The pause ends, and work counts again from then on. Recorded as the event `order.visit_resumed`.

    Refused with `other_visit_in_progress` while the technician works on another visit, whose order
    `order_id` and `protocol` name, with `visit_not_started` unless the order is in progress, with
    `invalid_transition` when the visit is not paused, with `not_assigned` when it is not the
    caller's, and with `order_already_closed` or `order_already_cancelled` when the order is over.
    """
    await visits.resume(session, order, given)
    return await answer_with(session, order)


@router.post(
    "/{order_id}/report-failed-visit",
    operation_id="reportFailedVisit",
    response_model=schemas.Order,
    responses=refuses(*_ANY_STEP, NotArrived, HasMovements),
)
async def report_failed_order_visit(
    session: CanExecute, order: AssignedOrder, given: visits_schemas.FailedVisitReport
) -> Json:
    """Report a failed visit of a service order.

    For the technician who was there and could not do the work, with the reason for whoever plans
    the next visit. The visit ends, the agenda of technician and helpers is free from now on, and
    the order waits to be rescheduled. If the order was raised from a ticket that waits for it, the
    ticket is open again. Recorded as the event `order.visit_failed`. Use `reportNoShow` when nobody
    was met.

    Refused with `not_arrived` before the technician has departed, with `has_movements` while
    material is in use, and with `not_assigned` when the visit is not the caller's. Refused with
    `invalid_transition` in every other state that does not allow it, such as on the way, and with
    `order_already_closed` or `order_already_cancelled` when the order is over.
    """
    await visits.report_failed_visit(session, order, given)
    return await answer_with(session, order)


@router.post(
    "/{order_id}/location",
    operation_id="correctOrderLocation",
    response_model=schemas.Order,
    responses=refuses(
        NeedsConfirmation, InvalidTransition, OrderAlreadyClosed, OrderAlreadyCancelled
    ),
)
async def correct_order_location(
    session: CanExecute, order: AssignedOrder, given: visits_schemas.OrderLocation
) -> Json:
    """Correct the location of a service order's site.

    Sets the position of the site to where the technician stands, for this and all other orders
    there. The former position stays on record. Recorded as the event `order.location_corrected`.

    Refused with `needs_confirmation` when the new position is more than 50 km from the former one:
    `distance_m` says how far; send it again with `confirm` if it is right. Refused with
    `invalid_transition` before the order was scheduled, and with `order_already_closed` or
    `order_already_cancelled` when it is over.
    """
    await visits.correct_location(session, order, given)
    return await answer_with(session, order)


@router.get(
    "/{order_id}/visits",
    operation_id="listOrderVisits",
    response_model=visits_schemas.Visits,
)
async def list_order_visits(reading: CanRead, order_id: UUID) -> Json:
    """List the visits of a service order.

    Every visit in the order in which it was scheduled, without pages: technician, agreed and actual
    times, the periods of travel, work and pause, and the outcome. Visits that were rescheduled,
    cancelled, a no-show or failed are included. A technician finds the orders of their visits and
    those they help with.
    """
    await require_visible(reading, order_id)
    found = await reading.rows(VISITS, order_id=order_id)
    return Json(f'{{"items":[{",".join(row["body"] for row in found)}]}}')
