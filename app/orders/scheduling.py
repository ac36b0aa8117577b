"""Giving an order to a technician at a time, and the technician's start."""

from sqlalchemy import Select, select

from app.core.clock import now
from app.core.database import TenantSession
from app.core.errors import Refusal, sqlstate
from app.core.events import announce
from app.core.ids import new_id
from app.core.text import N_
from app.orders.events import CustomerAbsent, OrderScheduled, OrderStarted
from app.orders.lifecycle import ReverseMovementsFirst, check
from app.orders.models import OVER_FOR_ANOTHER, Order, Visit, VisitStatus
from app.orders.schemas import OrderAbsence, OrderSchedule, OrderStart
from app.schedules import service as schedules


class NotAssigned(Refusal):
    """Only the technician whose visit it is starts it."""

    title = N_("This visit is another technician's")
    advice = N_("Schedule the order with the technician who is to start it.")


class OtherVisitInProgress(Refusal):
    """A technician works on one visit at a time."""

    title = N_("Another visit is in progress")
    advice = N_("Close the order that is in progress first.")


def current_visit(order: Order) -> Select[Visit]:
    """The visit that counts, if there is one: the last that was scheduled."""
    return select(Visit).where(Visit.order_id == order.id, Visit.status.not_in(OVER_FOR_ANOTHER))


async def schedule_visit(session: TenantSession, order: Order, wanted: OrderSchedule) -> bool:
    """Book the technician's slot, giving back an earlier one. Return whether it is the first.

    409 technician_overlap, naming the booking that is in the way.
    """
    check(order, "schedule")
    before = await session.scalar(current_visit(order))
    if before is not None:
        await schedules.release(session, before.booking_id)
        before.status = VisitStatus.RESCHEDULED
        await session.flush()  # the new visit may count only once this one does not
    booking = await schedules.book(
        session,
        person_id=wanted.technician_id,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        note=f"{order.protocol} · {order.title}",
        field="technician_id",
    )
    visit = Visit(
        **wanted.model_dump(),
        id=new_id(),
        order_id=order.id,
        booking_id=booking.id,
        status=VisitStatus.SCHEDULED,
    )
    session.add(visit)
    order.settle(visit)
    announce(
        session,
        OrderScheduled(
            **wanted.model_dump(),
            order_id=order.id,
            previous_technician_id=before.technician_id if before else None,
        ),
    )
    return before is None


async def start_visit(session: TenantSession, order: Order, given: OrderStart) -> None:
    """Begin the work, where and when the technician's device says."""
    check(order, "start")
    visit = await session.scalar(current_visit(order))
    if visit is None or visit.technician_id != session.actor.person_id:
        raise NotAssigned
    visit.status = VisitStatus.IN_PROGRESS
    visit.started_at, visit.start_received_at = given.occurred_at, now()
    visit.start_latitude, visit.start_longitude = given.latitude, given.longitude
    visit.start_accuracy_m = given.accuracy_m
    order.settle(visit)
    try:
        await session.flush()
    except Exception as error:
        if sqlstate(error) == "23505":
            raise OtherVisitInProgress from None
        raise
    announce(
        session,
        OrderStarted(
            order_id=order.id, technician_id=visit.technician_id, started_at=given.occurred_at
        ),
    )


async def report_absence(session: TenantSession, order: Order, given: OrderAbsence) -> None:
    """Nobody was met: the visit is over, its slot is free, and the order needs another date."""
    check(order, "report_absence")
    if order.materials_count:
        raise ReverseMovementsFirst
    visit = await session.scalar(current_visit(order))
    assert visit is not None  # in progress: there is one
    moment = now()
    await schedules.end_at(session, visit.booking_id, moment)
    visit.status, visit.finished_at = VisitStatus.CUSTOMER_ABSENT, given.occurred_at
    visit.outcome_note = given.note
    order.missed_visits += 1
    order.settle(None)
    announce(
        session,
        CustomerAbsent(
            order_id=order.id,
            technician_id=visit.technician_id,
            occurred_at=given.occurred_at,
            missed_visits=order.missed_visits,
        ),
    )
