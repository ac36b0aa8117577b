"""No-show: nobody was met at the customer's."""

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.orders.events import (
    CustomerAbsent,
)
from app.orders.models import Order
from app.orders.no_shows.proof import prove_absence
from app.orders.no_shows.schemas import OrderAbsence
from app.orders.visits.models import VisitStatus
from app.orders.visits.service import give_up, moment, own_visit


async def report_absence(session: TenantSession, order: Order, given: OrderAbsence) -> None:
    """Nobody was met: the visit is over, its slot is free, and the order needs another date."""
    visit = await own_visit(session, order, "report_absence")
    await prove_absence(session, order, visit, given)
    await give_up(session, order, visit, given, status=VisitStatus.CUSTOMER_ABSENT, note=given.note)
    announce(
        session,
        CustomerAbsent(
            order_id=order.id,
            failed_visits=order.failed_visits,
            distance_m=visit.absence_distance_m,
            waited_seconds=visit.absence_waited_seconds,
            contact_attempts=visit.contact_attempts,
            **moment(visit, given),
        ),
    )
