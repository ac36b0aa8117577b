"""Repair of a plan: visits that have lost their place get another, and few others move for them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import NamedTuple
from uuid import UUID

from app.schedules.routing.feasibility import PlanInfeasible, PlanViolation
from app.schedules.routing.models import (
    PlanCost,
    PlannableVisit,
    PlanningStep,
    RoutePlan,
    RoutingProblem,
    unpinned,
)
from app.schedules.routing.solver import solve

#: How many visits may go to other technicians, one by one; then all may shift in time.
MOST_ASIDE = 3
#: Rounds of the searches that are not repeated for each visit.
ROUNDS = 3


class RepairCost(NamedTuple):
    """Work left undone, then moved visits, then travel; the lesser cost is the better plan."""

    priority_left: int
    visits_left: int
    moved: int
    travel_seconds: int


def repair(
    problem: RoutingProblem, may_move: Collection[UUID], *, seed: int, seconds: float
) -> Iterator[PlanningStep]:
    """Yield better and better plans for the visits that are not pinned.

    `may_move` are pinned visits that may step aside: first none does, then one, two or three, to
    whomever; at last all may shift in time, each with its technician, and those stay that can. The
    first plan comes soon. Deterministic by the seed, unless time ends the search. Raises
    PlanInfeasible when the pinned visits allow no plan.
    """
    search = _Repair(problem, frozenset(may_move), seed, monotonic() + seconds)
    best = search.attempt(frozenset(), frozenset(), rounds=ROUNDS)
    if best is None:
        raise PlanInfeasible(search.wrong)
    total = MOST_ASIDE + 2
    yield PlanningStep(1, total, best.plan)
    for done in range(MOST_ASIDE):
        if not best.cost.visits_left or search.is_over():
            return
        better = search.one_more_aside(best)
        if better is None:
            break
        best = better
        yield PlanningStep(done + 2, total, best.plan)
    if best.cost.visits_left and not search.is_over():
        shifted = search.attempt(search.may_move, best.free, rounds=ROUNDS)
        if shifted and shifted.cost[:2] < best.cost[:2]:
            best = search.put_back(shifted)
            yield PlanningStep(total, total, best.plan)


class _Repaired(NamedTuple):
    cost: RepairCost
    plan: RoutePlan
    free: frozenset[UUID]
    #: Those of them that may go to other technicians.
    aside: frozenset[UUID]


@dataclass(slots=True)
class _Repair:
    problem: RoutingProblem
    may_move: frozenset[UUID]
    seed: int
    ends: float
    wrong: list[PlanViolation] = field(default_factory=list)

    def is_over(self) -> bool:
        return monotonic() >= self.ends

    def one_more_aside(self, best: _Repaired) -> _Repaired | None:
        """The best plan in which one more visit than now may move; None: no such plan is better."""
        found = best
        for candidate in sorted(self.may_move - best.free):
            if self.is_over():
                break
            aside = best.aside | {candidate}
            tried = self.attempt(aside, aside, rounds=1)
            if tried and tried.cost < found.cost and tried.cost[:2] <= best.cost[:2]:
                found = tried
        return found if found.cost[:2] < best.cost[:2] else None

    def put_back(self, best: _Repaired) -> _Repaired:
        """Let each visit that moved stay where it was, as long as no other loses its place."""
        for candidate in sorted(self._moved(best.plan)):
            if self.is_over():
                break
            tried = self.attempt(best.free - {candidate}, best.aside, rounds=1)
            if tried and tried.cost < best.cost:
                best = tried
        return best

    def attempt(
        self, free: frozenset[UUID], aside: frozenset[UUID], *, rounds: int
    ) -> _Repaired | None:
        visits = tuple(
            self._loosened(visit, aside) if visit.id in free else visit
            for visit in self.problem.visits
        )
        problem = replace(self.problem, visits=visits)
        left = max(self.ends - monotonic(), 0.1)
        plan: RoutePlan | None = None
        try:
            for step in solve(problem, seed=self.seed, rounds=rounds, seconds=left):
                plan = step.plan
        except PlanInfeasible as infeasible:
            self.wrong = infeasible.violations
        if plan is None or plan.unplanned.keys() & self.may_move:
            return None  # whoever steps aside gets another place
        cost = plan.cost(problem)
        return _Repaired(self._cost(cost, plan), plan, free, aside)

    def _loosened(self, visit: PlannableVisit, aside: frozenset[UUID]) -> PlannableVisit:
        if visit.pin is None or visit.id in aside:
            return replace(visit, pin=None)
        technician_id = self.problem.shifts[visit.pin.shift].technician_id
        return replace(visit, pin=None, technician_id=technician_id)

    def _cost(self, cost: PlanCost, plan: RoutePlan) -> RepairCost:
        return RepairCost(
            cost.priority_left, cost.visits_left, len(self._moved(plan)), cost.travel_seconds
        )

    def _moved(self, plan: RoutePlan) -> set[UUID]:
        """Visits that may move and do."""
        loose = unpinned(self.problem, self.may_move, plan)
        return {visit.id for visit in loose.visits if visit.id in self.may_move and not visit.pin}
