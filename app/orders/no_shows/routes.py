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
from app.orders.reads import card
from app.orders.visibility import CanExecute, TheJob
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
    session: CanExecute, order: TheJob, given: no_shows_schemas.NoShowReport
) -> Json:
    """Say that nobody was met: the slot is free again, and the order awaits another date."""
    await no_shows.report_no_show(session, order, given)
    return await card(session, order)
