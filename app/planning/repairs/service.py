"""Repairs of the agenda after a disruption: what is affected, and a plan that moves little."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.core.data.database import TenantSession
from app.core.values.clock import now
from app.core.values.errors import InvalidTransition, ValidationFailed
from app.core.values.text import N_
from app.orders.models import Order, OrderStatus
from app.planning.plans.models import SchedulePlan, SchedulePlanKind
from app.planning.plans.schemas import LONGEST_PERIOD
from app.planning.plans.service import check_technicians, start_plan
from app.planning.repairs.schemas import DisruptionKind, ScheduleRepairCreate

#: Statuses of an order that such a disruption is about.
_STATUSES = {
    DisruptionKind.NO_SHOW: (OrderStatus.AWAITING_RESCHEDULE,),
    DisruptionKind.URGENT_ORDER: (OrderStatus.OPEN, OrderStatus.AWAITING_RESCHEDULE),
    DisruptionKind.OVERRUN: (OrderStatus.SCHEDULED, OrderStatus.IN_PROGRESS),
}
_DISRUPTION = {"disruption", "order_id", "technician_id", "starts_at", "ends_at"}


async def request_repair(session: TenantSession, wanted: ScheduleRepairCreate) -> SchedulePlan:
    """Ask for a plan that mends the agenda; 409 when the order is in no state for that."""
    order = None
    if wanted.order_id is not None:
        order = await session.refer(Order, wanted.order_id, "order_id")
        if order.status not in _STATUSES[wanted.disruption]:
            raise InvalidTransition(order.status, [])
    if wanted.technician_id is not None:
        await check_technicians(session, {"technician_id": wanted.technician_id})
    starts_at, ends_at = _period(wanted, order, session.actor.zone)
    needs_visit = wanted.disruption in {DisruptionKind.NO_SHOW, DisruptionKind.URGENT_ORDER}
    asked = wanted.model_dump(mode="json", include={"technician_ids", "start", "seed", "seconds"})
    plan = SchedulePlan(
        kind=SchedulePlanKind.REPAIR,
        starts_at=starts_at,
        ends_at=ends_at,
        asked=asked
        | {
            "order_ids": [str(wanted.order_id)] if needs_visit else [],
            "disruption": wanted.model_dump(mode="json", include=_DISRUPTION),
        },
    )
    return await start_plan(session, wanted, plan)


def _period(
    wanted: ScheduleRepairCreate, order: Order | None, zone: str
) -> tuple[datetime, datetime]:
    """From now, or from the visit that takes longer, to the end of the day."""
    starts_at = now()
    ends_at = wanted.until or _end_of_day(max(starts_at, wanted.ends_at or starts_at), zone)
    if ends_at <= starts_at:
        raise ValidationFailed.at("until", "in_the_past", N_("The period is over."))
    if ends_at - starts_at > LONGEST_PERIOD:
        field = "until" if wanted.until else "ends_at"
        raise ValidationFailed.at(field, "period_too_long", N_("The period is too long."))
    if wanted.disruption is DisruptionKind.OVERRUN and order is not None and order.starts_at:
        starts_at = min(starts_at, order.starts_at)
    return starts_at, ends_at


def _end_of_day(at: datetime, zone: str) -> datetime:
    local = at.astimezone(ZoneInfo(zone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
