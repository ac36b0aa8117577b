"""`/v1/schedules/agenda`, `/v1/schedules/unscheduled-orders`"""

from typing import Annotated

from fastapi import APIRouter, Query

from app.core.data.reading import Json, Reading
from app.core.http.access import acting
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.orders.agenda import schemas
from app.orders.agenda import service as agenda
from app.orders.visibility import CanRead

router = APIRouter(prefix="/schedules", tags=["schedules"], route_class=Route)

CanReadAgenda = Annotated[Reading, acting("schedules:read")]


@router.get("/agenda", operation_id="getAgenda", response_model=schemas.Agenda)
async def get_agenda(
    reading: CanReadAgenda, asked: Annotated[schemas.AgendaQuery, Query()]
) -> schemas.Agenda:
    """Get the agenda of a day, a week or up to 31 days.

    Each active technician, by name, with working hours and what takes them, bookings with their
    orders, and requested absences; beside them the most urgent orders that wait for a visit.
    `person_id`, `team_id` and `company_id` select technicians. A territory (`city`, `state`) and
    the bounds of a map select visits and waiting orders by their sites; technicians are shown all
    the same, and their time elsewhere stays taken.

    Whoever sees all orders (`orders:all`) sees all technicians, everyone else themselves.
    """
    return await agenda.agenda_of(reading, asked)


@router.get(
    "/unscheduled-orders",
    operation_id="listUnscheduledOrders",
    response_model=Page[schemas.UnscheduledOrder],
)
async def list_unscheduled_orders(
    reading: CanRead, query: Annotated[schemas.UnscheduledOrderQuery, Query()]
) -> Json:
    """List the orders that wait for a visit, the most urgent first.

    Orders that were never scheduled, and those whose visit failed. The highest priority comes
    first; within a priority those whose visit failed come first, and then the oldest. `reasons`
    says what makes each of them urgent. Technicians find those whose failed visit was theirs.
    """
    return await agenda.unscheduled_orders(reading, query)
