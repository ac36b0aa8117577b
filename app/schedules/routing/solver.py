"""Search for the best plan of a routing problem, in rounds, each of them no worse than the last."""

from collections.abc import Iterator
from itertools import chain
from random import Random
from time import monotonic
from typing import NamedTuple
from uuid import UUID

from app.schedules.routing.feasibility import PlanInfeasible, PlanViolation, find_violations
from app.schedules.routing.models import (
    PlanCost,
    PlannableVisit,
    PlanningStep,
    RoutePlan,
    RoutingProblem,
    ShiftRoute,
    StartWindow,
    UnplannedReason,
)
from app.schedules.routing.segments import ShiftSegment, Task, earliest_stops, segments_of
from app.schedules.routing.vroom_engine import Breaks, VroomEngine

#: How hard the engine looks: at first for a plan to begin with, then as hard as it can.
FIRST_LEVEL, LEVEL = 1, 5
#: The most visits, as a share, that a round leaves with their technician or gives to any other.
MOST_KEPT, MOST_MOVED = 0.8, 0.3
#: Share of the breaks that a round holds to a part of their window.
NARROWED = 0.5

Orders = list[list[Task]]


def solve(
    problem: RoutingProblem, *, seed: int, rounds: int, seconds: float
) -> Iterator[PlanningStep]:
    """Yield the best plan after each round; the first comes soon, and each is feasible.

    The first two rounds begin with nothing, each other one with parts of the best plan so far. The
    same seed gives the same plans, unless the time ends the search before the last round.

    Raises PlanInfeasible when no round keeps the pinned visits and the breaks.
    """
    search = _Search(problem, ends=monotonic() + seconds)
    for done in range(rounds):
        if search.is_over() and done:
            break
        search.run_round(done, Random(f"{seed} {done}"))  # noqa: S311 - repeatable dice
        if search.best:
            yield PlanningStep(done + 1, rounds, search.best.plan)
    if search.best is None:
        raise PlanInfeasible(search.wrong)


class _Candidate(NamedTuple):
    cost: PlanCost
    plan: RoutePlan
    orders: Orders


class _Search:
    def __init__(self, problem: RoutingProblem, *, ends: float) -> None:
        self.problem = problem
        self.ends = ends
        self.segments = list(segments_of(problem))
        self.engine = VroomEngine(problem, self.segments)
        self.best: _Candidate | None = None
        self.wrong: list[PlanViolation] = []

    def is_over(self) -> bool:
        return monotonic() >= self.ends

    def run_round(self, number: int, dice: Random) -> None:
        kept = self._keep(self.best.orders, dice) if self.best and number > 1 else {}
        breaks = self._share_breaks(dice, narrow=number > 1)
        level = LEVEL if number else FIRST_LEVEL
        seconds = max(self.ends - monotonic(), 0.1)
        orders = self.engine.solve(breaks, kept, level=level, seconds=seconds)
        plan = self._plan(orders)
        found = list(find_violations(self.problem, plan))
        if found:
            self.wrong = self.wrong or found
            return
        cost = plan.cost(self.problem)
        if self.best is None or cost < self.best.cost:
            self.best = _Candidate(cost, plan, orders)

    def _share_breaks(self, dice: Random, *, narrow: bool) -> list[Breaks]:
        """Give each break to a segment in which there is time for it.

        The engine decides early whether a visit is before or after a break; with narrower windows
        it comes to other orders.
        """
        breaks: list[Breaks] = [{} for _ in self.segments]
        for number, shift in enumerate(self.problem.shifts):
            parts = [i for i, part in enumerate(self.segments) if part.shift == number]
            spare = {i: self.segments[i].spare_seconds() for i in parts}
            for rest in sorted(
                range(len(shift.breaks)), key=lambda i: min(shift.breaks[i].windows)
            ):
                pause = shift.breaks[rest]
                able = [
                    i
                    for i in parts
                    if spare[i] >= pause.seconds and self.segments[i].windows_for(pause)
                ]
                part = dice.choice(able or parts)
                spare[part] -= pause.seconds
                windows = self.segments[part].windows_for(pause)
                if narrow and windows and len(shift.breaks) == 1 and dice.random() < NARROWED:
                    windows = (_part_of(dice.choice(windows), dice),)
                breaks[part][rest] = windows
        return breaks

    def _keep(self, orders: Orders, dice: Random) -> dict[UUID, int]:
        """Leave some visits where the best plan has them, and give some to anybody who suits."""
        kept_share, moved_share = dice.uniform(0, MOST_KEPT), dice.uniform(0, MOST_MOVED)
        kept = {
            task: number
            for number, tasks in enumerate(orders)
            for task in tasks
            if isinstance(task, UUID) and dice.random() < kept_share
        }
        for visit in self.problem.visits:
            if visit.pin is None and dice.random() < moved_share:
                able = [i for i, part in enumerate(self.segments) if self._suits(visit, part)]
                if able:
                    kept[visit.id] = dice.choice(able)
        return kept

    def _suits(self, visit: PlannableVisit, part: ShiftSegment) -> bool:
        return visit.suits(self.problem.shifts[part.shift])

    def _plan(self, orders: Orders) -> RoutePlan:
        routes = []
        for shift in range(len(self.problem.shifts)):
            tasks = [*chain.from_iterable(self._tasks(orders, shift))]
            if not all(isinstance(task, int) for task in tasks):
                stops = earliest_stops(self.problem, shift, tasks)
                routes.append(ShiftRoute(shift, tuple(stops)))
        planned = {stop.visit_id for route in routes for stop in route.stops}
        left = {v.id: self._why(v) for v in self.problem.visits if v.id not in planned}
        return RoutePlan(tuple(routes), left)

    def _tasks(self, orders: Orders, shift: int) -> Iterator[list[Task]]:
        for part, tasks in zip(self.segments, orders, strict=True):
            if part.shift == shift:
                yield tasks
                yield [part.pinned_id] if part.pinned_id else []

    def _why(self, visit: PlannableVisit) -> UnplannedReason:
        right = [part for part in self.segments if self._suits(visit, part)]
        if not right:
            return UnplannedReason.NO_TECHNICIAN
        if not any(self._could_hold(part, visit) for part in right):
            return UnplannedReason.NO_WINDOW
        return UnplannedReason.NO_TIME_LEFT

    def _could_hold(self, part: ShiftSegment, visit: PlannableVisit) -> bool:
        travel = self.problem.travel
        there = travel[part.start_place][visit.place]
        back = 0 if part.end_place is None else travel[visit.place][part.end_place]
        if there is None or back is None:
            return False
        setup = 0 if part.start_place == visit.place else visit.setup_seconds
        first, last = part.starts_at + there, part.ends_at - back - visit.seconds - setup
        windows = visit.windows or (StartWindow(first, last),)
        return any(max(first, window.opens) <= min(last, window.closes) for window in windows)


def _part_of(window: StartWindow, dice: Random) -> StartWindow:
    cut = dice.randint(*window)
    return dice.choice([StartWindow(window.opens, cut), StartWindow(cut, window.closes)])
