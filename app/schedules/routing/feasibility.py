"""Feasibility of a plan: each rule that it must keep, checked without trust in whoever made it."""

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from app.schedules.routing.models import (
    PlannableVisit,
    RoutePlan,
    RoutingProblem,
    ShiftRoute,
    Stop,
)


class PlanRule(StrEnum):
    """A rule that plans keep."""

    KNOWN = "known"
    PLANNED_ONCE = "planned_once"
    NOTHING_FORGOTTEN = "nothing_forgotten"
    PIN_KEPT = "pin_kept"
    RIGHT_TECHNICIAN = "right_technician"
    IN_WINDOW = "in_window"
    WHOLE_DURATION = "whole_duration"
    TIME_TO_TRAVEL = "time_to_travel"
    THERE_IS_A_WAY = "there_is_a_way"
    WITHIN_SHIFT = "within_shift"
    BREAKS_TAKEN = "breaks_taken"
    WITHIN_CAPACITY = "within_capacity"


class PlanViolation(NamedTuple):
    """A rule that is broken, by the shift and the visit, where it is about one."""

    rule: PlanRule
    shift: int | None = None
    visit_id: UUID | None = None


class PlanInfeasible(Exception):
    """The plan breaks rules, so it may not be saved."""

    def __init__(self, violations: list[PlanViolation]) -> None:
        super().__init__(violations)  # so that it can be pickled
        self.violations = violations

    def __str__(self) -> str:
        return ", ".join(sorted({violation.rule for violation in self.violations}))


def check_plan(problem: RoutingProblem, plan: RoutePlan) -> None:
    """Raise PlanInfeasible unless the plan keeps every rule."""
    if violations := list(find_violations(problem, plan)):
        raise PlanInfeasible(violations)


def find_violations(problem: RoutingProblem, plan: RoutePlan) -> Iterator[PlanViolation]:
    """Yield what is wrong, or what is not known; if anything is not, nothing else is looked at."""
    named = [stop.visit_id for route in plan.routes for stop in route.stops if stop.visit_id]
    named += plan.unplanned
    unknown = list(_unknown(problem, plan, named))
    if unknown:
        yield from unknown
        return
    for visit_id, times in Counter(named).items():
        if times > 1:
            yield PlanViolation(PlanRule.PLANNED_ONCE, visit_id=visit_id)
    for shift, times in Counter(route.shift for route in plan.routes).items():
        if times > 1:
            yield PlanViolation(PlanRule.PLANNED_ONCE, shift)
    for visit_id in sorted(problem.visits_by_id.keys() - set(named)):
        yield PlanViolation(PlanRule.NOTHING_FORGOTTEN, visit_id=visit_id)
    for visit_id in plan.unplanned:
        if problem.visits_by_id[visit_id].pin:
            yield PlanViolation(PlanRule.PIN_KEPT, visit_id=visit_id)
    for route in plan.routes:
        yield from _of_visits(problem, route)
        yield from _of_breaks(problem, route)
        yield from _of_times(problem, route)


def _unknown(
    problem: RoutingProblem, plan: RoutePlan, named: list[UUID]
) -> Iterator[PlanViolation]:
    for visit_id in named:
        if visit_id not in problem.visits_by_id:
            yield PlanViolation(PlanRule.KNOWN, visit_id=visit_id)
    for route in plan.routes:
        if not 0 <= route.shift < len(problem.shifts):
            yield PlanViolation(PlanRule.KNOWN, route.shift)
            continue
        breaks = range(len(problem.shifts[route.shift].breaks))
        if any(
            (stop.visit_id is None) == (stop.rest is None)
            or (stop.rest is not None and stop.rest not in breaks)
            for stop in route.stops
        ):
            yield PlanViolation(PlanRule.KNOWN, route.shift)


def _of_visits(problem: RoutingProblem, route: ShiftRoute) -> Iterator[PlanViolation]:
    shift = problem.shifts[route.shift]
    place, load = shift.start_place, 0
    for stop in route.stops:
        if stop.visit_id is None:
            continue
        visit = problem.visits_by_id[stop.visit_id]
        for rule in _broken_by(visit, stop, problem, route.shift, place):
            yield PlanViolation(rule, route.shift, visit.id)
        place, load = visit.place, load + visit.load
    if shift.capacity is not None and load > shift.capacity:
        yield PlanViolation(PlanRule.WITHIN_CAPACITY, route.shift)


def _broken_by(
    visit: PlannableVisit, stop: Stop, problem: RoutingProblem, shift: int, place: int
) -> Iterator[PlanRule]:
    if visit.pin:
        if visit.pin != (shift, stop.starts_at, stop.ends_at):
            yield PlanRule.PIN_KEPT
        return
    if not visit.suits(problem.shifts[shift]):
        yield PlanRule.RIGHT_TECHNICIAN
    if visit.windows and not any(window.has(stop.starts_at) for window in visit.windows):
        yield PlanRule.IN_WINDOW
    setup = 0 if place == visit.place else visit.setup_seconds
    if stop.ends_at - stop.starts_at != setup + visit.seconds:
        yield PlanRule.WHOLE_DURATION


def _of_breaks(problem: RoutingProblem, route: ShiftRoute) -> Iterator[PlanViolation]:
    breaks = problem.shifts[route.shift].breaks
    taken = sorted(stop.rest for stop in route.stops if stop.rest is not None)
    if taken != list(range(len(breaks))) or any(
        stop.ends_at - stop.starts_at < breaks[stop.rest].seconds
        or not any(window.has(stop.starts_at) for window in breaks[stop.rest].windows)
        for stop in route.stops
        if stop.rest is not None
    ):
        yield PlanViolation(PlanRule.BREAKS_TAKEN, route.shift)


def _of_times(problem: RoutingProblem, route: ShiftRoute) -> Iterator[PlanViolation]:
    """Travel may be interrupted by a break: what counts is the time between two places."""
    shift = problem.shifts[route.shift]
    place, free_at, earliest = shift.start_place, shift.starts_at, shift.starts_at
    for stop in route.stops:
        if stop.starts_at < shift.starts_at:
            yield PlanViolation(PlanRule.WITHIN_SHIFT, route.shift, stop.visit_id)
        elif stop.starts_at < free_at:
            yield PlanViolation(PlanRule.TIME_TO_TRAVEL, route.shift, stop.visit_id)
        if stop.visit_id is None:
            earliest += stop.ends_at - stop.starts_at
        else:
            destination = problem.visits_by_id[stop.visit_id].place
            leg = problem.travel[place][destination]
            if leg is None:
                yield PlanViolation(PlanRule.THERE_IS_A_WAY, route.shift, stop.visit_id)
            elif stop.starts_at < earliest + leg:
                yield PlanViolation(PlanRule.TIME_TO_TRAVEL, route.shift, stop.visit_id)
            place, earliest = destination, stop.ends_at
        free_at = stop.ends_at
    home = 0 if shift.end_place is None else problem.travel[place][shift.end_place]
    if home is None:
        yield PlanViolation(PlanRule.THERE_IS_A_WAY, route.shift)
    elif max(free_at, earliest + home) > shift.ends_at:
        yield PlanViolation(PlanRule.WITHIN_SHIFT, route.shift)
