"""A disruption of an agenda: which visits cannot stay where they are; pure computing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.gateways.travel import TravelProfile, estimate
from app.orders.models import OrderPriority, OrderStatus
from app.orders.visits.models import VisitStatus
from app.planning.plans.agenda import AgendaVisit, OrderToPlan, PlannedAgenda, without
from app.planning.plans.schemas import LeftOutReason
from app.planning.repairs.schemas import DisruptionKind

#: The technician has not set out yet.
_WAITS = (VisitStatus.SCHEDULED, VisitStatus.DISPATCHED)


@dataclass(frozen=True, slots=True)
class Disruption:
    """A disruption as `ScheduleRepairCreate` tells it."""

    kind: DisruptionKind
    order_id: UUID | None
    technician_id: UUID | None
    starts_at: datetime | None
    ends_at: datetime | None

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Disruption":
        """Read it from what was saved with the plan."""
        order_id, technician_id, starts_at, ends_at = (
            told[name] for name in ("order_id", "technician_id", "starts_at", "ends_at")
        )
        return cls(
            DisruptionKind(told["disruption"]),
            UUID(order_id) if order_id else None,
            UUID(technician_id) if technician_id else None,
            datetime.fromisoformat(starts_at) if starts_at else None,
            datetime.fromisoformat(ends_at) if ends_at else None,
        )


def disrupted(agenda: PlannedAgenda, disruption: Disruption) -> PlannedAgenda:
    """The agenda with the disruption: visits that it makes impossible have lost their place.

    One that somebody has pinned, or that several technicians do, is left to a person.
    """
    if disruption.kind is DisruptionKind.OVERRUN:
        agenda, affected = _overrun(agenda, disruption)
    elif disruption.kind is DisruptionKind.TECHNICIAN_ABSENT:
        agenda, affected = _absent(agenda, disruption)
    else:
        return agenda
    lost = {visit.booking_id for visit in affected}
    fit = [v for v in affected if v.order_id and v.place and not (v.is_pinned or v.has_helpers)]
    unfit = [visit for visit in affected if visit not in fit and visit.order_id]
    return replace(
        agenda,
        visits=[visit for visit in agenda.visits if visit.booking_id not in lost],
        orders=[*agenda.orders, *(_left_out(visit) for visit in unfit)],
        affected=fit,
    )


def _overrun(
    agenda: PlannedAgenda, disruption: Disruption
) -> tuple[PlannedAgenda, list[AgendaVisit]]:
    """A visit ends later; those lose their place that begin before somebody can be there."""
    late = next((v for v in agenda.visits if v.order_id == disruption.order_id), None)
    if late is None or disruption.ends_at is None or disruption.ends_at <= late.ends_at:
        return agenda, []
    later = [
        visit
        for visit in agenda.visits
        if visit.technician_id == late.technician_id
        and late.starts_at < visit.starts_at < disruption.ends_at + _way(late, visit)
    ]
    affected = [visit for visit in later if visit.status in _WAITS]
    # Beyond the start of one that cannot be moved any more nothing is known.
    ends_at = min([disruption.ends_at, *(v.starts_at for v in later if v not in affected)])
    longer = replace(late, ends_at=max(ends_at, late.ends_at), is_movable=False)
    visits = [longer if visit is late else visit for visit in agenda.visits]
    return replace(agenda, visits=visits), affected


def _way(origin: AgendaVisit, destination: AgendaVisit) -> timedelta:
    if origin.place is None or destination.place is None:
        return timedelta()
    leg = estimate(origin.place, destination.place, TravelProfile.URBAN)
    return timedelta(seconds=leg.seconds)


def _absent(
    agenda: PlannedAgenda, disruption: Disruption
) -> tuple[PlannedAgenda, list[AgendaVisit]]:
    """A technician does not work for a time; visits in it lose their place."""
    assert disruption.starts_at is not None
    assert disruption.ends_at is not None
    away = (disruption.starts_at, disruption.ends_at)
    technicians = [
        who._replace(works=without(who.works, [away]))
        if who.id == disruption.technician_id
        else who
        for who in agenda.technicians
    ]
    affected = [
        visit
        for visit in agenda.visits
        if visit.technician_id == disruption.technician_id
        and visit.starts_at < away[1]
        and visit.ends_at > away[0]
        and visit.status in _WAITS
    ]
    return replace(agenda, technicians=technicians), affected


def _left_out(visit: AgendaVisit) -> OrderToPlan:
    assert visit.order_id is not None
    return OrderToPlan(
        id=visit.order_id,
        status=OrderStatus.SCHEDULED,
        seconds=int((visit.ends_at - visit.starts_at).total_seconds()),
        priority=OrderPriority.NORMAL,
        needs=visit.needs,
        place=visit.place,
        left_out=LeftOutReason.PINNED if visit.place else LeftOutReason.NO_LOCATION,
    )
