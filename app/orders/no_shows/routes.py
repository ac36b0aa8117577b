"""`/v1/orders/{order_id}`: reporting a no-show."""

from typing import Any

from fastapi import APIRouter

from app.core.http.routing import Route
from app.core.values.errors import (
    InvalidTransition,
    refuses,
)
from app.orders import schemas
from app.orders.lifecycle.service import (
    AbsenceUnproven,
    HasMovements,
    NotArrived,
    OrderCancelled,
    OrderClosed,
)
from app.orders.no_shows import schemas as no_shows_schemas
from app.orders.no_shows import service as no_shows
from app.orders.reads import card
from app.orders.visibility import CanExecute, TheJob
from app.orders.visits.service import NotAssigned

router = APIRouter(prefix="/orders", tags=["orders"], route_class=Route)
_ANY_STEP = (NotAssigned, InvalidTransition, OrderClosed, OrderCancelled)


@router.post(
    "/{order_id}/report-absence",
    operation_id="reportCustomerAbsence",
    response_model=schemas.Order,
    responses=refuses(*_ANY_STEP, NotArrived, HasMovements, AbsenceUnproven),
)
async def report_customer_absence(
    session: CanExecute, order: TheJob, given: no_shows_schemas.OrderAbsence
) -> Any:
    """Say that nobody was met: the slot is free again, and the order awaits another date."""
    await no_shows.report_absence(session, order, given)
    return await card(session, order)
