"""Giving an order to a technician at a time."""

from sqlalchemy import Select, select

from app.core.clock import now
from app.core.database import TenantSession
from app.core.events import announce
from app.core.ids import new_id
from app.orders.events import OrderScheduled
from app.orders.lifecycle import check
from app.orders.models import OVER_FOR_ANOTHER, UNDER_WAY, Order, Visit, VisitStatus
from app.orders.schemas import OrderSchedule
from app.orders.segments import turn
from app.schedules import service as schedules


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
        if before.status in UNDER_WAY:
            await turn(session, before, None, now())
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
