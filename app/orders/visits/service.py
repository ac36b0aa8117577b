"""Visits: travel, arrival, start, pause, resume, and a failed visit."""

from datetime import datetime

from app.core.data.database import TenantSession
from app.core.data.database_errors import duplicate_means
from app.core.data.statements import sql
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import Refusal
from app.core.values.text import N_
from app.customers.models import Site
from app.customers.sites.service import move_site
from app.orders.events import (
    OrderLocationCorrected,
    OrderStarted,
    TechnicianArrived,
    TechnicianDeparted,
    VisitFailed,
    VisitPaused,
    VisitResumed,
)
from app.orders.lifecycle.service import HasMovements, check, check_visit
from app.orders.models import Order
from app.orders.scheduling.service import current_visit, release_helpers
from app.orders.time_tracking.service import take_step
from app.orders.visits.models import SegmentKind, Visit, VisitStatus
from app.orders.visits.schemas import FailedVisitReport, OrderLocation, OrderStart, VisitMoment
from app.schedules import service as schedules


class NotAssigned(Refusal):
    """Only the technician whose visit it is starts it."""

    title = N_("This visit is another technician's")
    advice = N_("Schedule the order with the technician who is to start it.")


class OtherVisitInProgress(Refusal):
    """A technician works on one visit at a time: `order_id` names the order of the other one."""

    title = N_("Another visit is in progress")
    advice = N_("Close the order that is in progress first.")


_IN_PROGRESS = sql("""select v.order_id, o.protocol
     from visits v
     join orders o on o.organization_id = :organization_id and o.id = v.order_id
    where v.organization_id = :organization_id and v.technician_id = :technician_id
      and v.status = 'in_progress' and v.id <> :id""")


async def depart(session: TenantSession, order: Order, given: VisitMoment) -> None:
    """Set out for the customer's."""
    visit = await own_visit(session, order, "depart")
    at = await take_step(session, visit, "depart", given.occurred_at, then=SegmentKind.TRAVEL)
    visit.status = VisitStatus.EN_ROUTE
    announce(session, TechnicianDeparted(order_id=order.id, **moment(visit, given, at)))


async def arrive(session: TenantSession, order: Order, given: VisitMoment) -> None:
    """Be there; the work has not begun."""
    visit = await own_visit(session, order, "arrive")
    visit.arrived_at = await take_step(session, visit, "arrive", given.occurred_at)
    visit.status = VisitStatus.ON_SITE
    arrived = moment(visit, given, visit.arrived_at)
    announce(session, TechnicianArrived(order_id=order.id, **arrived))


async def start(session: TenantSession, order: Order, given: OrderStart) -> None:
    """Begin the work, where and, as far as that is possible, when the device says."""
    visit = await own_visit(session, order, "start")
    at = await take_step(session, visit, "start", given.occurred_at, then=SegmentKind.WORK)
    visit.started_at, visit.start_received_at = at, now()
    visit.start_latitude, visit.start_longitude = given.latitude, given.longitude
    visit.start_accuracy_m = given.accuracy_m
    await _work(session, order, visit)
    announce(
        session,
        OrderStarted(
            order_id=order.id,
            technician_id=visit.technician_id,
            started_at=at,
            latitude=given.latitude,
            longitude=given.longitude,
        ),
    )


async def pause(session: TenantSession, order: Order, given: VisitMoment) -> None:
    """Interrupt the work; another visit may be worked on meanwhile."""
    visit = await own_visit(session, order, "pause")
    at = await take_step(session, visit, "pause", given.occurred_at, then=SegmentKind.PAUSE)
    visit.status = VisitStatus.PAUSED
    announce(session, VisitPaused(order_id=order.id, **moment(visit, given, at)))


async def resume(session: TenantSession, order: Order, given: VisitMoment) -> None:
    """Go on with the work."""
    visit = await own_visit(session, order, "resume")
    at = await take_step(session, visit, "resume", given.occurred_at, then=SegmentKind.WORK)
    await _work(session, order, visit)
    announce(session, VisitResumed(order_id=order.id, **moment(visit, given, at)))


async def report_failed_visit(
    session: TenantSession, order: Order, given: FailedVisitReport
) -> None:
    """It could not be done: the order needs another visit, and whoever plans it knows why."""
    visit = await own_visit(session, order, "report_failed_visit")
    if order.materials_count:
        raise HasMovements
    at = await take_step(session, visit, "report_failed_visit", given.occurred_at)
    await end_visit(session, order, visit, at, status=VisitStatus.FAILED, note=given.reason)
    announce(
        session,
        VisitFailed(
            order_id=order.id,
            failed_visits=order.failed_visits,
            reason=given.reason,
            **moment(visit, given, at),
        ),
    )


async def correct_location(session: TenantSession, order: Order, given: OrderLocation) -> None:
    """Put the site where the technician stands; a great distance has to be confirmed."""
    check(order, "correct_location")
    move_site(
        session,
        await session.fetch(Site, order.site_id, lock=True),
        **given.model_dump(include={"latitude", "longitude", "accuracy_m", "confirm"}),
    )
    announce(session, OrderLocationCorrected(order_id=order.id, site_id=order.site_id))


async def own_visit(session: TenantSession, order: Order, command: str) -> Visit:
    """The visit that counts, if it is the caller's and takes the command."""
    check(order, command)
    visit = await current_visit(session, order)
    if visit is None or visit.technician_id != session.actor.person_id:
        raise NotAssigned
    check_visit(visit, command)
    return visit


async def _work(session: TenantSession, order: Order, visit: Visit) -> None:
    other = await session.row(_IN_PROGRESS, technician_id=visit.technician_id, id=visit.id)
    if other is not None:
        detail = N_("The order {protocol} is in progress.")
        raise OtherVisitInProgress(detail, order_id=other["order_id"], protocol=other["protocol"])
    visit.status = VisitStatus.IN_PROGRESS
    order.derive_status(visit)
    with duplicate_means(OtherVisitInProgress):
        await session.flush()


async def end_visit(
    session: TenantSession,
    order: Order,
    visit: Visit,
    at: datetime,
    *,
    status: VisitStatus,
    note: str | None,
) -> None:
    """End a visit that failed, whose last step was taken: the order needs another one."""
    await release_helpers(session, visit)
    await schedules.end_at(session, visit.booking_id, now())
    visit.status, visit.finished_at, visit.outcome_note = status, at, note
    order.failed_visits += 1
    order.derive_status(None)


def moment(visit: Visit, given: VisitMoment, at: datetime) -> dict[str, object]:
    return {
        "technician_id": visit.technician_id,
        "occurred_at": at,
        "latitude": given.latitude,
        "longitude": given.longitude,
    }
