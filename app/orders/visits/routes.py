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
from app.orders.reads import card
from app.orders.visibility import CanExecute, CanRead, TheJob, require_visible
from app.orders.visits import schemas as visits_schemas
from app.orders.visits import schemas as work_schemas
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
    session: CanExecute, order: TheJob, given: visits_schemas.VisitMoment
) -> Json:
    """Set out for the customer's; travelling time counts from now on."""
    await visits.depart(session, order, given)
    return await card(session, order)


@router.post(
    "/{order_id}/arrive",
    operation_id="arriveAtOrder",
    response_model=schemas.Order,
    responses=refuses(*_ANY_STEP),
)
async def arrive_at_order(
    session: CanExecute, order: TheJob, given: visits_schemas.VisitMoment
) -> Json:
    """Be there; what comes next is to start, or to say that nobody was met."""
    await visits.arrive(session, order, given)
    return await card(session, order)


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
async def start_order(session: CanExecute, order: TheJob, given: visits_schemas.OrderStart) -> Json:
    """Begin the visit, where and when the technician's device says."""
    await visits.start(session, order, given)
    return await card(session, order)


@router.post(
    "/{order_id}/pause",
    operation_id="pauseOrder",
    response_model=schemas.Order,
    responses=refuses(*_ANY_STEP, VisitNotStarted),
)
async def pause_order(
    session: CanExecute, order: TheJob, given: visits_schemas.VisitMoment
) -> Json:
    """Interrupt the work; another visit may be worked on meanwhile."""
    await visits.pause(session, order, given)
    return await card(session, order)


@router.post(
    "/{order_id}/resume",
    operation_id="resumeOrder",
    response_model=schemas.Order,
    responses=refuses(*_ANY_STEP, VisitNotStarted, OtherVisitInProgress),
)
async def resume_order(
    session: CanExecute, order: TheJob, given: visits_schemas.VisitMoment
) -> Json:
    """Go on with the work."""
    await visits.resume(session, order, given)
    return await card(session, order)


@router.post(
    "/{order_id}/report-failed-visit",
    operation_id="reportFailedVisit",
    response_model=schemas.Order,
    responses=refuses(*_ANY_STEP, NotArrived, HasMovements),
)
async def report_failed_order_visit(
    session: CanExecute, order: TheJob, given: visits_schemas.FailedVisitReport
) -> Json:
    """Say that it could not be done, and why: another visit has to follow."""
    await visits.report_failed_visit(session, order, given)
    return await card(session, order)


@router.post(
    "/{order_id}/location",
    operation_id="correctOrderLocation",
    response_model=schemas.Order,
    responses=refuses(
        NeedsConfirmation, InvalidTransition, OrderAlreadyClosed, OrderAlreadyCancelled
    ),
)
async def correct_order_location(
    session: CanExecute, order: TheJob, given: visits_schemas.OrderLocation
) -> Json:
    """Put the site where the technician stands; where it was thought to be stays on record."""
    await visits.correct_location(session, order, given)
    return await card(session, order)


@router.get(
    "/{order_id}/visits",
    operation_id="listOrderVisits",
    response_model=work_schemas.Visits,
)
async def list_order_visits(reading: CanRead, order_id: UUID) -> Json:
    """Every visit of the order: when, by whom, what its time went to and what became of it."""
    await require_visible(reading, order_id)
    found = await reading.rows(VISITS, order_id=order_id)
    return Json(f'{{"items":[{",".join(row["body"] for row in found)}]}}')
