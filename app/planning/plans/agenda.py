"""The agenda as plans need it: who works when, which visits there are, which orders need one."""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from app.core.data.reading import Rows
from app.core.data.statements import sql
from app.core.values.clock import now
from app.gateways.travel import GeoPoint
from app.orders.models import OrderPriority, OrderStatus
from app.orders.visits.models import VisitStatus
from app.planning.plans.schemas import MOST_ORDERS, MOST_TECHNICIANS, LeftOutReason
from app.schedules.availability.service import working_periods
from app.schedules.models import LONGEST, BookingKind

#: What begins sooner is not planned any more: somebody has to read the plan and set out.
NOTICE = timedelta(minutes=15)
#: Duration of the visit of an order whose lines have none.
USUAL_SECONDS = 3600

Period = tuple[datetime, datetime]


class TechnicianSkill(NamedTuple):
    """A specialty that a technician has at a level, on some days; None: without a bound."""

    specialty_id: str
    level: int
    first_day: date | None
    last_day: date | None

    def holds_on(self, day: date) -> bool:
        return (self.first_day or day) <= day <= (self.last_day or day)


class PlannedTechnician(NamedTuple):
    """A technician, and the time in which they work and nothing but visits is booked."""

    id: UUID
    zone: ZoneInfo
    works: list[Period]
    specialties: list[TechnicianSkill]

    def skills_on(self, day: date) -> frozenset[str]:
        """The specialties of a day, each at every level up to theirs, as orders require them."""
        return frozenset(
            f"{held.specialty_id} {level}"
            for held in self.specialties
            if held.holds_on(day)
            for level in range(1, held.level + 1)
        )


class Needs(NamedTuple):
    """Conditions on whoever does the work of an order."""

    #: Specialties with their least level.
    skills: frozenset[str]
    #: Technicians of whom one has to do it; empty: anybody.
    required: frozenset[UUID]
    excluded: frozenset[UUID]


class TakenSlot(NamedTuple):
    """A booking of any kind."""

    booking_id: UUID
    technician_id: UUID
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaVisit:
    """A booked visit. A helper's part of it has no order of its own, and stays where it is."""

    booking_id: UUID
    technician_id: UUID
    starts_at: datetime
    ends_at: datetime
    order_id: UUID | None
    place: GeoPoint | None
    needs: Needs
    #: Nobody has fixed it, and nobody has set out for it.
    is_movable: bool
    is_pinned: bool
    is_confirmed: bool
    has_helpers: bool
    status: VisitStatus | None
    #: First and last time at which it may start as promised.
    promise: Period | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderToPlan:
    """An order that needs a visit, or the reason why no plan can give it one."""

    id: UUID
    status: OrderStatus
    seconds: int
    priority: OrderPriority
    needs: Needs
    place: GeoPoint | None
    left_out: LeftOutReason | None = None


@dataclass(frozen=True, slots=True)
class PlannedAgenda:
    """The facts that a plan of a period rests on, read in one transaction."""

    period: Period
    #: Nothing is planned before this time.
    earliest: datetime
    technicians: list[PlannedTechnician]
    slots: list[TakenSlot]
    visits: list[AgendaVisit]
    orders: list[OrderToPlan]
    #: Visits that cannot stay where they are; they are not among the others.
    affected: list[AgendaVisit] = field(default_factory=list)

    def points(self) -> list[GeoPoint]:
        """The places of its visits and orders, each once."""
        visits = [visit.place for visit in (*self.visits, *self.affected)]
        places = [*visits, *(order.place for order in self.orders)]
        return list(dict.fromkeys(place for place in places if place is not None))


_TECHNICIANS = sql("""
    select p.id, p.name, h.id as hours_id, h.zone, h.calendar_id, h.observes_calendar,
           h.periods::text as periods
      from people p
      left join working_hours h on h.organization_id = :organization_id and h.person_id = p.id
     where p.organization_id = :organization_id and p.kind = 'member' and p.role = 'technician'
       and p.active and (:person_ids::uuid[] is null or p.id = any(:person_ids))
     order by p.name, p.id
     limit :most""")
_SPECIALTIES = sql("""
    select person_id, specialty_id::text as specialty_id, level, first_day, last_day
      from technician_specialties
     where organization_id = :organization_id and person_id = any(:person_ids::uuid[])""")
_NEEDS = """array(
        select distinct r.specialty_id::text || ' ' || r.least_level::text
          from order_services l
          join service_specialties r
            on r.organization_id = :organization_id and r.service_id = l.service_id
         where l.organization_id = :organization_id and l.order_id = o.id) as skills,
       array(select c.person_id from customer_technicians c
              where c.organization_id = :organization_id and c.customer_id = o.customer_id
                and c.preference = 'required') as required,
       array(select c.person_id from customer_technicians c
              where c.organization_id = :organization_id and c.customer_id = o.customer_id
                and c.preference = 'excluded') as excluded"""
_BOOKED = sql(f"""
    select b.id, b.person_id, b.kind, b.starts_at, b.ends_at, v.order_id, v.status,
           b.pinned, b.confirmed_at, b.promised_from, b.promised_until,
           s.latitude, s.longitude, {_NEEDS},
           exists (select from visit_helpers x
                    where x.organization_id = :organization_id and x.visit_id = v.id) as has_helpers
      from bookings b
      left join visits v on v.organization_id = :organization_id and v.booking_id = b.id
      left join visit_helpers h
        on h.organization_id = :organization_id and h.person_id = b.person_id
       and h.booking_id = b.id
      left join orders o
        on o.organization_id = :organization_id and o.id = coalesce(v.order_id, h.order_id)
      left join sites s on s.organization_id = :organization_id and s.id = o.site_id
     where b.organization_id = :organization_id and b.person_id = any(:person_ids::uuid[])
       and b.active and b.starts_at < :until and b.starts_at >= :since_longest
       and b.ends_at > :since
     order by b.starts_at, b.id""")  # noqa: S608 - put together from the piece above
_ORDERS = """
    select o.id, o.status, o.priority, o.failed_visits, s.latitude, s.longitude,
           (select coalesce(sum(l.duration_minutes * l.quantity), 0) * 60
              from order_services l
             where l.organization_id = :organization_id and l.order_id = o.id)::int as seconds,
           {needs}
      from (select * from orders where organization_id = :organization_id and {which}) o
      join sites s on s.organization_id = :organization_id and s.id = o.site_id
     order by array_position(array['urgent', 'high', 'normal', 'low'], o.priority::text),
              o.opened_at, o.id
     limit :most"""
_WAITING = sql(_ORDERS.format(needs=_NEEDS, which="status in ('open', 'awaiting_reschedule')"))
_NAMED = sql(_ORDERS.format(needs=_NEEDS, which="id = any(:order_ids::uuid[])"))
_MOVABLE = VisitStatus.SCHEDULED
_PLANNABLE = {OrderStatus.OPEN, OrderStatus.AWAITING_RESCHEDULE}


async def load_agenda(
    source: Rows,
    period: Period,
    technician_ids: Sequence[UUID] | None,
    order_ids: Sequence[UUID] | None,
    *,
    max_failed_visits: int | None,
    notice: timedelta = NOTICE,
) -> PlannedAgenda:
    """Read it in six statements. None: all technicians, all orders that need a visit."""
    earliest = max(period[0], now() + notice)
    rows = await technicians_of(source, technician_ids)
    working = await working_periods(source, rows, period)
    person_ids = [row["id"] for row in rows]
    specialties: dict[UUID, list[TechnicianSkill]] = defaultdict(list)
    for row in await source.rows(_SPECIALTIES, person_ids=person_ids):
        specialties[row["person_id"]].append(TechnicianSkill(*list(row)[1:]))
    booked = await source.rows(
        _BOOKED,
        person_ids=person_ids,
        since=period[0],
        since_longest=period[0] - LONGEST,
        until=period[1],
    )
    taken: dict[UUID, list[Period]] = defaultdict(list)
    for row in booked:
        if row["kind"] != BookingKind.VISIT:
            taken[row["person_id"]].append((row["starts_at"], row["ends_at"]))
    technicians = [
        PlannedTechnician(
            row["id"],
            zone,
            without(works, [*taken[row["id"]], (period[0], earliest)]),
            specialties[row["id"]],
        )
        for row, (zone, works) in zip(rows, working, strict=True)
    ]
    slots = [TakenSlot(r["id"], r["person_id"], r["starts_at"], r["ends_at"]) for r in booked]
    visits = [_visit(row, earliest) for row in booked if row["kind"] == BookingKind.VISIT]
    found = await _orders_to_plan(source, order_ids, visits, max_failed_visits)
    return PlannedAgenda(period, earliest, technicians, slots, visits, found)


async def technicians_of(source: Rows, person_ids: Sequence[UUID] | None) -> list[dict[str, Any]]:
    """Active technicians by name, at most 100, with their hours as `working_periods` takes them."""
    rows = await source.rows(_TECHNICIANS, person_ids=person_ids, most=MOST_TECHNICIANS)
    return [{**row, "periods": json.loads(row["periods"] or "null")} for row in rows]


async def _orders_to_plan(
    source: Rows,
    order_ids: Sequence[UUID] | None,
    visits: Collection[AgendaVisit],
    max_failed_visits: int | None,
) -> list[OrderToPlan]:
    """The orders that are named, or all that need a visit; those with a movable one have theirs."""
    if order_ids is None:
        rows = await source.rows(_WAITING, most=MOST_ORDERS)
    else:
        rows = await source.rows(_NAMED, order_ids=order_ids, most=MOST_ORDERS)
    booked = {visit.order_id for visit in visits}
    return [_order(row, max_failed_visits) for row in rows if row["id"] not in booked]


def without(parts: Sequence[Period], taken: Sequence[Period]) -> list[Period]:
    """Take time from the parts, which are in order and apart."""
    left = list(parts)
    for starts_at, ends_at in taken:
        left = [
            piece
            for start, end in left
            for piece in ((start, min(end, starts_at)), (max(start, ends_at), end))
            if piece[0] < piece[1]
        ]
    return left


def _visit(row: asyncpg.Record, earliest: datetime) -> AgendaVisit:
    place = _place(row)
    return AgendaVisit(
        booking_id=row["id"],
        technician_id=row["person_id"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        order_id=row["order_id"],
        place=place,
        needs=_needs(row),
        is_movable=(
            row["status"] == _MOVABLE
            and place is not None
            and not (row["has_helpers"] or row["pinned"] or row["confirmed_at"])
            and row["starts_at"] >= earliest
        ),
        is_pinned=row["pinned"],
        has_helpers=row["has_helpers"],
        status=VisitStatus(row["status"]) if row["status"] else None,
        is_confirmed=row["confirmed_at"] is not None,
        promise=(row["promised_from"], row["promised_until"]) if row["promised_from"] else None,
    )


def _order(row: asyncpg.Record, max_failed_visits: int | None) -> OrderToPlan:
    place = _place(row)
    left_out = None
    if row["status"] not in _PLANNABLE:
        left_out = LeftOutReason.NOT_SCHEDULABLE
    elif max_failed_visits is not None and row["failed_visits"] >= max_failed_visits:
        left_out = LeftOutReason.TOO_MANY_FAILED_VISITS
    elif place is None:
        left_out = LeftOutReason.NO_LOCATION
    return OrderToPlan(
        id=row["id"],
        status=OrderStatus(row["status"]),
        seconds=row["seconds"] or USUAL_SECONDS,
        priority=OrderPriority(row["priority"]),
        needs=_needs(row),
        place=place,
        left_out=left_out,
    )


def _needs(row: asyncpg.Record) -> Needs:
    return Needs(*(frozenset(row[name]) for name in ("skills", "required", "excluded")))


def _place(row: asyncpg.Record) -> GeoPoint | None:
    if row["latitude"] is None:
        return None
    return GeoPoint(row["latitude"], row["longitude"])
