"""The routing problem of an agenda, and what its solution changes; pure computing."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import ceil
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from app.gateways.travel import GeoPoint, TravelLeg
from app.orders.models import OrderPriority
from app.planning.plans.agenda import (
    AgendaVisit,
    Needs,
    OrderToPlan,
    PlannedAgenda,
    PlannedTechnician,
)
from app.planning.plans.schemas import LeftOutReason, PlanMove, PlanTotals, UnplannedOrder
from app.schedules.routing.models import (
    MOST_PRIORITY,
    PlannableVisit,
    RoutePlan,
    RoutingProblem,
    ShiftBreak,
    StartWindow,
    UnplannedReason,
    VisitPin,
    WorkShift,
)

#: Working hours that are no further apart are one shift with a break: nobody drives home for lunch.
LONGEST_BREAK = 3 * 3600
#: A visit that is agreed is worth more than any that is not.
PRIORITIES = {
    OrderPriority.LOW: 3,
    OrderPriority.NORMAL: 10,
    OrderPriority.HIGH: 30,
    OrderPriority.URGENT: 60,
}
#: People read times in whole minutes.
_MINUTE = 60
_NOWHERE = 0
_REASONS = {
    UnplannedReason.NO_WINDOW: LeftOutReason.NO_WINDOW,
    UnplannedReason.NO_TIME_LEFT: LeftOutReason.NO_TIME_LEFT,
}

Span = tuple[int, int]


class Placed(NamedTuple):
    """A visit in a shift, at a place of the problem."""

    starts_at: int
    ends_at: int
    place: int
    visit: AgendaVisit


@dataclass(slots=True)
class _Places:
    """Places of the problem; nowhere is the first, and no way from anywhere."""

    numbers: Mapping[GeoPoint, int]
    legs: Sequence[Sequence[TravelLeg]]
    points: list[GeoPoint | None] = field(default_factory=lambda: [None])

    def add(self, point: GeoPoint | None) -> int:
        """A place of its own: ways between fixed visits are shortened to the time there is."""
        self.points.append(point)
        return len(self.points) - 1

    def leg(self, origin: int, destination: int) -> TravelLeg:
        one, other = self.points[origin], self.points[destination]
        if one is None or other is None:
            return TravelLeg(0, 0)
        return self.legs[self.numbers[one]][self.numbers[other]]

    def matrix(self) -> list[list[int]]:
        """Seconds from each place to each other, in whole minutes."""
        everywhere = range(len(self.points))
        return [
            [_MINUTE * ceil(self.leg(a, b).seconds / _MINUTE) for b in everywhere]
            for a in everywhere
        ]


@dataclass(frozen=True, slots=True)
class PlanProblem:
    """A routing problem, and what its numbers mean."""

    agenda: PlannedAgenda
    routing: RoutingProblem
    #: The visits of today's agenda in each shift, in order.
    present: list[list[Placed]]
    #: Routing id -> the movable visit, or the order without one.
    movable: dict[UUID, AgendaVisit]
    orders: dict[UUID, OrderToPlan]
    places: _Places

    def moves(self, plan: RoutePlan) -> list[PlanMove]:
        """Return the changes of the plan, by the proposed start."""
        found = []
        for route in plan.routes:
            technician_id = self.routing.shifts[route.shift].technician_id
            for stop in route.stops:
                move = self._move(stop.visit_id, technician_id, stop.starts_at, stop.ends_at)
                if move is not None:
                    found.append(move)
        return sorted(found, key=lambda move: (move.starts_at, move.order_id))

    def _move(
        self, visit_id: UUID | None, technician_id: UUID, starts_at: int, ends_at: int
    ) -> PlanMove | None:
        before = self.movable.get(visit_id) if visit_id else None
        order_id = before.order_id if before else visit_id
        if order_id is None or (before is None and order_id not in self.orders):
            return None
        if before and (before.technician_id, _seconds(before.starts_at)) == (
            technician_id,
            starts_at,
        ):
            return None
        promise = before.promise if before else None
        if promise and not promise[0] <= _instant(starts_at) <= promise[1]:
            promise = None  # it was broken already, and is made anew
        return PlanMove(
            order_id=order_id,
            from_technician_id=before.technician_id if before else None,
            from_starts_at=before.starts_at if before else None,
            from_ends_at=before.ends_at if before else None,
            technician_id=technician_id,
            starts_at=_instant(starts_at),
            ends_at=_instant(ends_at),
            promised_from=promise[0] if promise else None,
            promised_until=promise[1] if promise else None,
        )

    def unplanned(self, plan: RoutePlan) -> list[UnplannedOrder]:
        """Orders without a visit for which there is no place, and those that no plan can help."""
        told = {order.id: order.left_out for order in self.agenda.orders if order.left_out}
        for visit_id, reason in plan.unplanned.items():
            visit = self.movable.get(visit_id)
            order_id = visit.order_id if visit else visit_id
            if order_id is not None:
                told[order_id] = _REASONS.get(reason) or self._who_lacks(visit_id)
        return [
            UnplannedOrder(order_id=key, unplanned_reason=why) for key, why in sorted(told.items())
        ]

    def _who_lacks(self, visit_id: UUID) -> LeftOutReason:
        skills = self.routing.visits_by_id[visit_id].skills
        if any(skills <= shift.skills for shift in self.routing.shifts):
            return LeftOutReason.NO_TECHNICIAN
        return LeftOutReason.MISSING_SKILL

    def present_totals(self) -> PlanTotals:
        """Figures of the agenda as it is."""
        return self._totals([[placed.place for placed in shift] for shift in self.present])

    def planned_totals(self, plan: RoutePlan) -> PlanTotals:
        """Figures of the agenda with the plan."""
        ways: list[list[int]] = [[] for _ in self.routing.shifts]
        for route in plan.routes:
            visits = (stop.visit_id for stop in route.stops if stop.visit_id)
            ways[route.shift] = [self.routing.visits_by_id[key].place for key in visits]
        return self._totals(ways)

    def _totals(self, ways: list[list[int]]) -> PlanTotals:
        seconds = metres = 0
        for shift, way in zip(self.routing.shifts, ways, strict=True):
            home = [] if shift.end_place is None else [shift.end_place]
            for origin, destination in pairwise([shift.start_place, *way, *home] if way else []):
                leg = self.places.leg(origin, destination)
                seconds, metres = seconds + leg.seconds, metres + leg.metres
        visits = sum(len(way) for way in ways)
        return PlanTotals(visits=visits, travel_seconds=seconds, metres=metres)


def build(
    agenda: PlannedAgenda,
    points: Sequence[GeoPoint],
    legs: Sequence[Sequence[TravelLeg]],
    *,
    start: GeoPoint | None,
    held: Collection[UUID],
) -> PlanProblem:
    """The problem of an agenda. `legs` lie between `points`.

    `held`: orders whose movable visits stay where they are.
    """
    places = _Places({point: number for number, point in enumerate(points)}, legs)
    depot = _NOWHERE if start is None else places.add(start)
    found = _Agendas(agenda, places, held)
    for technician in agenda.technicians:
        found.add(technician, depot, ends_there=start is not None)
    for visit in agenda.affected:
        found.add_affected(visit)
    orders = {order.id: order for order in agenda.orders if order.left_out is None}
    visits = [*found.visits, *(_plannable(order, agenda, places) for order in orders.values())]
    travel = places.matrix()
    pinned = {visit.place for visit in visits if visit.pin}
    for shift, inside in zip(found.shifts, found.present, strict=True):
        _shorten(travel, shift, [each for each in inside if each.place in pinned])
    routing = RoutingProblem(
        tuple(found.shifts), tuple(visits), tuple(tuple(row) for row in travel)
    )
    return PlanProblem(agenda, routing, found.present, found.movable, orders, places)


@dataclass(slots=True)
class _Agendas:
    """Shifts of the technicians one by one, with the visits that are in them."""

    agenda: PlannedAgenda
    places: _Places
    held: Collection[UUID]
    shifts: list[WorkShift] = field(default_factory=list)
    visits: list[PlannableVisit] = field(default_factory=list)
    present: list[list[Placed]] = field(default_factory=list)
    movable: dict[UUID, AgendaVisit] = field(default_factory=dict)

    def add(self, technician: PlannedTechnician, depot: int, *, ends_there: bool) -> None:
        visits = [
            Placed(_seconds(v.starts_at), _seconds(v.ends_at), self.places.add(v.place), v)
            for v in self.agenda.visits
            if v.technician_id == technician.id
        ]
        works = [(_seconds(start), _seconds(end)) for start, end in technician.works]
        for shift in _shifts(technician, works, visits, depot, ends_there=ends_there):
            inside = [e for e in visits if shift.starts_at <= e.starts_at < shift.ends_at]
            self.visits += [self._plannable(each, technician, works) for each in inside]
            self.shifts.append(shift)
            self.present.append(inside)

    def add_affected(self, visit: AgendaVisit) -> None:
        """A visit that is agreed, and has to find another place."""
        assert visit.order_id is not None
        zone = next(who.zone for who in self.agenda.technicians if who.id == visit.technician_id)
        self.movable[visit.order_id] = visit
        self.visits.append(
            PlannableVisit(
                id=visit.order_id,
                place=self.places.add(visit.place),
                seconds=_seconds(visit.ends_at) - _seconds(visit.starts_at),
                windows=(_promised(visit, zone),),
                skills=visit.needs.skills,
                refused_technician_ids=_refused(visit.needs, self.agenda),
                priority=MOST_PRIORITY,
            )
        )

    def _plannable(
        self, placed: Placed, technician: PlannedTechnician, works: list[Span]
    ) -> PlannableVisit:
        visit = placed.visit
        key = visit.booking_id
        if visit.is_movable and visit.order_id and any(_covers(part, placed) for part in works):
            key = visit.order_id
            self.movable[key] = visit
        stays = key not in self.movable or key in self.held
        return PlannableVisit(
            id=key,
            place=placed.place,
            seconds=placed.ends_at - placed.starts_at,
            windows=(_promised(visit, technician.zone),),
            skills=visit.needs.skills,
            refused_technician_ids=_refused(visit.needs, self.agenda),
            priority=MOST_PRIORITY,
            pin=VisitPin(len(self.shifts), placed.starts_at, placed.ends_at) if stays else None,
        )


def _plannable(order: OrderToPlan, agenda: PlannedAgenda, places: _Places) -> PlannableVisit:
    return PlannableVisit(
        id=order.id,
        place=places.add(order.place),
        seconds=order.seconds,
        skills=order.needs.skills,
        refused_technician_ids=_refused(order.needs, agenda),
        priority=PRIORITIES[order.priority],
    )


def _refused(needs: Needs, agenda: PlannedAgenda) -> frozenset[UUID]:
    """Technicians whom the customer does not want, or all but those whom they do."""
    if not needs.required:
        return needs.excluded
    return needs.excluded | ({who.id for who in agenda.technicians} - needs.required)


def _promised(visit: AgendaVisit, zone: ZoneInfo) -> StartWindow:
    """The window in which the customer expects the start; without a promise, the day."""
    promise = visit.promise
    if promise is not None and promise[0] <= visit.starts_at <= promise[1]:
        return StartWindow(*map(_seconds, promise))
    if visit.is_confirmed:
        return StartWindow(_seconds(visit.starts_at), _seconds(visit.starts_at))
    day = visit.starts_at.astimezone(zone).replace(hour=0, minute=0, second=0)
    return StartWindow(_seconds(day), _seconds(day + timedelta(days=1)) - 1)


def _shifts(
    technician: PlannedTechnician,
    works: list[Span],
    visits: list[Placed],
    depot: int,
    *,
    ends_there: bool,
) -> Iterator[WorkShift]:
    """Shifts of a technician: working hours and visits, with the short gaps as breaks."""
    pieces = _united([*works, *((each.starts_at, each.ends_at) for each in visits)])
    for cluster in _clusters(pieces):
        breaks = tuple(
            ShiftBreak(opens - closes, (StartWindow(closes, closes),))
            for (_, closes), (opens, _) in pairwise(cluster)
        )
        yield WorkShift(
            technician_id=technician.id,
            starts_at=cluster[0][0],
            ends_at=cluster[-1][1],
            start_place=depot,
            end_place=depot if ends_there else None,
            skills=technician.skills_on(_instant(cluster[0][0]).astimezone(technician.zone).date()),
            breaks=breaks,
        )


def _united(spans: Sequence[Span]) -> list[Span]:
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _clusters(pieces: list[Span]) -> Iterator[list[Span]]:
    cluster: list[Span] = []
    for piece in pieces:
        if cluster and piece[0] - cluster[-1][1] > LONGEST_BREAK:
            yield cluster
            cluster = []
        cluster.append(piece)
    if cluster:
        yield cluster


def _shorten(travel: list[list[int]], shift: WorkShift, fixed: list[Placed]) -> None:
    """Let the ways between visits that stay take no more than the time between them.

    Whoever made the agenda knows better, or has to live with it: no plan fails because of it.
    """
    at, place = shift.starts_at, shift.start_place
    for each in fixed:
        _cap(travel, place, each.place, _spare(shift, at, each.starts_at))
        at, place = each.ends_at, each.place
    if fixed and shift.end_place is not None:
        _cap(travel, place, shift.end_place, _spare(shift, at, shift.ends_at))


def _spare(shift: WorkShift, start: int, end: int) -> int:
    rests = sum(rest.seconds for rest in shift.breaks if start <= rest.windows[0].opens < end)
    return max(0, end - start - rests)


def _cap(travel: list[list[int]], origin: int, destination: int, most: int) -> None:
    travel[origin][destination] = min(travel[origin][destination], most)


def _covers(part: Span, placed: Placed) -> bool:
    return part[0] <= placed.starts_at and placed.ends_at <= part[1]


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


def _instant(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)
