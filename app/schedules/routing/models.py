"""Routes of technicians over some days: the problem to be solved and its plan, as plain values.

Times are seconds since 1970 (UTC), durations and travel are seconds, all of them whole. Places are
indexes of the problem's matrix of travel times. There are no tables here.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple, Self
from uuid import UUID

MOST_PRIORITY = 100


class RoutingProblemInvalid(ValueError):
    """The problem contradicts itself, or names what it does not have."""


class StartWindow(NamedTuple):
    """Times at which something may begin, both ends included.

    Whoever was promised that the visit *ends* in time gets a window shortened by its duration.
    """

    opens: int
    closes: int

    def has(self, at: int) -> bool:
        return self.opens <= at <= self.closes


@dataclass(frozen=True, slots=True)
class ShiftBreak:
    """Pause that begins in one of its windows, wherever the technician then is."""

    seconds: int
    windows: tuple[StartWindow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkShift:
    """Hours of a technician in which they leave `start_place` and reach `end_place`.

    Without an end they are free where the last visit ends. Breaks are due when there is any visit.
    """

    technician_id: UUID
    starts_at: int
    ends_at: int
    start_place: int
    end_place: int | None = None
    skills: frozenset[str] = frozenset()
    breaks: tuple[ShiftBreak, ...] = ()
    #: The most that the loads of its visits may amount to; None: any.
    capacity: int | None = None

    def after(self, ends_at: int, place: int) -> Self:
        """Return what is left of it for a technician who is at work at `place` until `ends_at`.

        A break that can no longer begin is taken to be over.
        """
        due = tuple(
            rest for rest in self.breaks if any(window.closes >= ends_at for window in rest.windows)
        )
        begins = max(self.starts_at, min(ends_at, self.ends_at))
        return replace(self, starts_at=begins, start_place=place, breaks=due)


class VisitPin(NamedTuple):
    """Place in a shift that a person has fixed: the plan goes around it."""

    #: Index of `RoutingProblem.shifts`.
    shift: int
    starts_at: int
    ends_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannableVisit:
    """Work at a place, by one technician who has every skill."""

    id: UUID
    place: int
    seconds: int
    #: Parking and unpacking, unless the technician already is at this place.
    setup_seconds: int = 0
    #: It begins in one of them; none: at any time.
    windows: tuple[StartWindow, ...] = ()
    skills: frozenset[str] = frozenset()
    #: 0 to 100. One visit of 60 is worth more than one of 50, and less than two of 50.
    priority: int = 0
    #: Only this technician may do it.
    technician_id: UUID | None = None
    #: None of these may do it.
    refused_technician_ids: frozenset[UUID] = frozenset()
    load: int = 0
    #: Skills, windows and technicians are those of whoever pinned it.
    pin: VisitPin | None = None

    def suits(self, shift: WorkShift) -> bool:
        """Tell whether the technician of the shift may do it, whenever that may be."""
        return (
            self.skills <= shift.skills
            and self.technician_id in {None, shift.technician_id}
            and shift.technician_id not in self.refused_technician_ids
        )


@dataclass(frozen=True)
class RoutingProblem:
    """Shifts, visits, and the travel time between all places; None: there is no way.

    Raises RoutingProblemInvalid.
    """

    shifts: tuple[WorkShift, ...]
    visits: tuple[PlannableVisit, ...]
    travel: tuple[tuple[int | None, ...], ...]

    @cached_property
    def visits_by_id(self) -> dict[UUID, PlannableVisit]:
        return {visit.id: visit for visit in self.visits}

    @cached_property
    def pinned(self) -> dict[int, list[tuple[VisitPin, PlannableVisit]]]:
        """Pinned visits of each shift, in the order of their time."""
        found = defaultdict(list)
        for visit in self.visits:
            if visit.pin:
                found[visit.pin.shift].append((visit.pin, visit))
        return {shift: sorted(pins, key=itemgetter(0)) for shift, pins in found.items()}

    def __post_init__(self) -> None:
        _require(all(len(row) == len(self.travel) for row in self.travel), "travel is no square")
        _require(
            all(cell is None or cell >= 0 for row in self.travel for cell in row),
            "travel takes less than no time",
        )
        _require(len(self.visits_by_id) == len(self.visits), "two visits have one id")
        for shift in self.shifts:
            self._check_shift(shift)
        for visit in self.visits:
            self._check_visit(visit)
        for pinned in self.pinned.values():
            for (one, _), (other, _) in pairwise(pinned):
                _require(one.ends_at <= other.starts_at, "two pinned visits overlap")
        of_technician = defaultdict(list)
        for shift in self.shifts:
            of_technician[shift.technician_id].append((shift.starts_at, shift.ends_at))
        for hours in of_technician.values():
            for (_, ends), (begins, _) in pairwise(sorted(hours)):
                _require(ends <= begins, "two shifts of one technician overlap")

    def _check_shift(self, shift: WorkShift) -> None:
        _require(0 <= shift.starts_at <= shift.ends_at, "a shift ends before it begins")
        self._check_place(shift.start_place)
        if shift.end_place is not None:
            self._check_place(shift.end_place)
        for rest in shift.breaks:
            _require(rest.seconds >= 0, "a break takes less than no time")
            _require(bool(rest.windows), "a break has no window")  # solvers would ignore it
            _check_windows(rest.windows)

    def _check_visit(self, visit: PlannableVisit) -> None:
        self._check_place(visit.place)
        _check_windows(visit.windows)
        _require(min(visit.seconds, visit.setup_seconds, visit.load) >= 0, "less than nothing")
        _require(0 <= visit.priority <= MOST_PRIORITY, "a priority is beyond 0 to 100")
        if visit.pin:
            _require(0 <= visit.pin.shift < len(self.shifts), "a pin names no shift")
            shift = self.shifts[visit.pin.shift]
            _require(shift.capacity is None, "a shift has a capacity and a pinned visit")
            _require(
                shift.starts_at <= visit.pin.starts_at <= visit.pin.ends_at <= shift.ends_at,
                "a visit is pinned beyond its shift",
            )

    def _check_place(self, place: int) -> None:
        _require(0 <= place < len(self.travel), "a place is not in the matrix")


class Stop(NamedTuple):
    """A visit, its setup included, or a break."""

    starts_at: int
    ends_at: int
    visit_id: UUID | None = None
    #: Index of the shift's breaks, when it is no visit.
    rest: int | None = None


class ShiftRoute(NamedTuple):
    """The stops of a shift in the order of their time."""

    #: Index of `RoutingProblem.shifts`.
    shift: int
    stops: tuple[Stop, ...]


class UnplannedReason(StrEnum):
    #: No technician who works then has the skills, or is the one it is for.
    NO_TECHNICIAN = "no_technician"
    #: Even an empty shift could not begin it in one of its windows and end in time.
    NO_WINDOW = "no_window"
    #: Other visits take the time.
    NO_TIME_LEFT = "no_time_left"


class PlanCost(NamedTuple):
    """Work left undone by a plan, and its travel; the lesser cost is the better plan."""

    #: Sum of the priorities of the visits that are not planned.
    priority_left: int
    visits_left: int
    travel_seconds: int


@dataclass(frozen=True, slots=True)
class RoutePlan:
    """Routes of the shifts that have visits, and why each other visit is in none."""

    routes: tuple[ShiftRoute, ...]
    unplanned: dict[UUID, UnplannedReason] = field(default_factory=dict)

    def cost(self, problem: RoutingProblem) -> PlanCost:
        """Raises KeyError or TypeError on a plan that is not feasible."""
        left = [problem.visits_by_id[visit_id] for visit_id in self.unplanned]
        travel = 0
        for route in self.routes:
            shift = problem.shifts[route.shift]
            ids = [stop.visit_id for stop in route.stops if stop.visit_id]
            way = [shift.start_place, *(problem.visits_by_id[visit_id].place for visit_id in ids)]
            if shift.end_place is not None:
                way.append(shift.end_place)
            for origin, destination in pairwise(way):
                leg = problem.travel[origin][destination]
                if leg is None:
                    raise TypeError("there is no way")
                travel += leg
        return PlanCost(sum(visit.priority for visit in left), len(left), travel)


class PlanningStep(NamedTuple):
    """Rounds that are done, and the best plan of them."""

    rounds_done: int
    rounds: int
    plan: RoutePlan


def unpinned(
    problem: RoutingProblem, may_move: Collection[UUID], plan: RoutePlan
) -> RoutingProblem:
    """The problem that a plan solves which has let visits step aside: those have no pin."""
    stays = {
        (stop.visit_id, route.shift, stop.starts_at)
        for route in plan.routes
        for stop in route.stops
    }
    visits = tuple(
        replace(visit, pin=None)
        if visit.pin and visit.id in may_move and (visit.id, *visit.pin[:2]) not in stays
        else visit
        for visit in problem.visits
    )
    return replace(problem, visits=visits)


def _require(fact: bool, otherwise: str) -> None:
    if not fact:
        raise RoutingProblemInvalid(otherwise)


def _check_windows(windows: tuple[StartWindow, ...]) -> None:
    _require(all(0 <= window.opens <= window.closes for window in windows), "a window never opens")
