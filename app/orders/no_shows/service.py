"""No-show: nobody was met at the customer's."""

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.orders.events import VisitNoShow
from app.orders.lifecycle.service import HasMovements
from app.orders.models import Order
from app.orders.no_shows.evidence import verify_no_show
from app.orders.no_shows.schemas import NoShowReport
from app.orders.time_tracking.service import take_step
from app.orders.visits.models import VisitStatus
from app.orders.visits.service import end_visit, moment, own_visit


async def report_no_show(session: TenantSession, order: Order, given: NoShowReport) -> None:
    """Nobody was met: the visit is over, its slot is free, and the order needs another date."""
    visit = await own_visit(session, order, "report_no_show")
    if order.materials_count:
        raise HasMovements
    at = await take_step(session, visit, "report_no_show", given.occurred_at)
    await verify_no_show(session, order, visit, given, at)
    await end_visit(session, order, visit, at, status=VisitStatus.NO_SHOW, note=given.note)
    announce(
        session,
        VisitNoShow(
            order_id=order.id,
            failed_visits=order.failed_visits,
            distance_m=visit.no_show_distance_m,
            waited_seconds=visit.no_show_waited_seconds,
            contact_attempts=visit.contact_attempts,
            **moment(visit, given, at),
        ),
    )
