"""Scheduling: an order is given to a technician at a time, and dispatched."""

from datetime import datetime

from sqlalchemy import Select, select

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.ids import new_id
from app.orders.events import OrderDispatched, OrderScheduled
from app.orders.lifecycle.service import MaxAttempts, check, check_visit
from app.orders.models import Order
from app.orders.scheduling.schemas import OrderSchedule
from app.orders.time_tracking.service import switch_segment
from app.orders.visits.models import OVER_FOR_ANOTHER, UNDER_WAY, Visit, VisitHelper, VisitStatus
from app.organizations.service import settings_of
from app.schedules import service as schedules


def current_visit(order: Order) -> Select[Visit]:
    """The visit that counts, if there is one: the last that was scheduled."""
    return select(Visit).where(Visit.order_id == order.id, Visit.status.not_in(OVER_FOR_ANOTHER))


async def schedule_visit(session: TenantSession, order: Order, wanted: OrderSchedule) -> bool:
    """Book the technician's slot, giving back an earlier one. Return whether it is the first.

    409 technician_overlap, naming the booking that is in the way.
    """
    check(order, "schedule")
    most = (await settings_of(session)).max_failed_visits
    if most is not None and order.failed_visits >= most and not session.actor.may("orders:lead"):
        raise MaxAttempts(max_failed_visits=most)
    before = await session.scalar(current_visit(order))
    if before is not None:
        await schedules.release(session, before.booking_id)
        await release_helpers(session, before, released=True)
        if before.status in UNDER_WAY:
            await switch_segment(session, before, None, now())
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
        **wanted.model_dump(exclude={"helper_ids"}),
        id=new_id(),
        order_id=order.id,
        booking_id=booking.id,
        status=VisitStatus.SCHEDULED,
        attempt_no=order.failed_visits + 1,
    )
    session.add(visit)
    await session.flush()
    await _bring_helpers(session, order, visit, wanted)
    order.derive_status(visit)
    announce(
        session,
        OrderScheduled(
            **wanted.model_dump(),
            order_id=order.id,
            previous_technician_id=before.technician_id if before else None,
        ),
    )
    return before is None


async def dispatch(session: TenantSession, order: Order) -> None:
    """Tell the technician to go there next."""
    check(order, "dispatch")
    visit = (await session.scalars(current_visit(order))).one()
    check_visit(visit, "dispatch")
    visit.status = VisitStatus.DISPATCHED
    announce(session, OrderDispatched(order_id=order.id, technician_id=visit.technician_id))


async def comes_along(session: TenantSession, order: Order) -> bool:
    """Return True if the caller is a helper in this order, not the one responsible for it."""
    helper = select(VisitHelper.id).where(
        VisitHelper.order_id == order.id, VisitHelper.person_id == session.actor.person_id
    )
    return await session.scalar(helper) is not None


async def release_helpers(session: TenantSession, visit: Visit, *, released: bool = False) -> None:
    """Nobody comes along any more: their time is free, all of it or from now on."""
    helpers = await session.scalars(select(VisitHelper).where(VisitHelper.visit_id == visit.id))
    for helper in helpers.all():
        if released:
            await schedules.release(session, helper.booking_id)
        else:
            await schedules.end_at(session, helper.booking_id, now())
        await session.delete(helper)


async def end_with_helpers(session: TenantSession, visit: Visit, moment: datetime) -> None:
    """The work is done: the agenda of everybody who was there is free from now on."""
    await schedules.end_at(session, visit.booking_id, moment)
    helpers = select(VisitHelper.booking_id).where(VisitHelper.visit_id == visit.id)
    for booking_id in (await session.scalars(helpers)).all():
        await schedules.end_at(session, booking_id, moment)


async def _bring_helpers(
    session: TenantSession, order: Order, visit: Visit, wanted: OrderSchedule
) -> None:
    for place, person_id in enumerate(wanted.helper_ids):
        booking = await schedules.book(
            session,
            person_id=person_id,
            starts_at=wanted.starts_at,
            ends_at=wanted.ends_at,
            note=f"{order.protocol} · {order.title}",
            field=f"helper_ids/{place}",
        )
        session.add(
            VisitHelper(
                id=new_id(),
                visit_id=visit.id,
                order_id=order.id,
                person_id=person_id,
                booking_id=booking.id,
            )
        )
