"""Exhaustive search for the best plan of a small routing problem: every order of every visit.

It shares nothing with the solver and the checker but the words of the problem.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.schedules.routing.models import PlanCost, RoutingProblem

Way = tuple[int, int]  # the visits of a route as bits, and its travel


def least_cost(problem: RoutingProblem) -> PlanCost | None:
    """The cost of the best plan; None when the pinned visits and the breaks allow none."""
    together = {0: 0}
    for shift in range(len(problem.shifts)):
        ways = dict(_ShiftSearch(problem, shift).shortest())
        both: dict[int, int] = {}
        for before, travel in together.items():
            for visits, more in ways.items():
                if not before & visits:
                    _keep(both, before | visits, travel + more)
        together = both
    return min((_cost(problem, *way) for way in together.items()), default=None)


def _cost(problem: RoutingProblem, done: int, travel: int) -> PlanCost:
    left = [visit for i, visit in enumerate(problem.visits) if not done >> i & 1]
    return PlanCost(sum(visit.priority for visit in left), len(left), travel)


def _keep(ways: dict[int, int], visits: int, travel: int) -> None:
    ways[visits] = min(travel, ways.get(visits, travel))


@dataclass
class _ShiftSearch:
    problem: RoutingProblem
    number: int

    def shortest(self) -> Iterator[Way]:
        """The least travel for each set of visits that this shift can do."""
        shift = self.problem.shifts[self.number]
        ways: dict[int, int] = {}
        if not any(visit.pin and visit.pin.shift == self.number for visit in self.problem.visits):
            ways[0] = 0
        for way in self._extend(shift.start_place, shift.starts_at, shift.starts_at, 0, 0, 0):
            _keep(ways, *way)
        return iter(ways.items())

    def _extend(
        self, place: int, now: int, left_at: int, done: int, rested: int, travel: int
    ) -> Iterator[Way]:
        """Go on from `place`; `left_at` is when the visit ended, the breaks since added."""
        shift = self.problem.shifts[self.number]
        if done and rested == (1 << len(shift.breaks)) - 1 and self._has_pinned(done):
            home = 0 if shift.end_place is None else self.problem.travel[place][shift.end_place]
            if home is not None and max(now, left_at + home) <= shift.ends_at:
                yield done, travel + home
        for index, rest in enumerate(shift.breaks):
            starts = [max(now, opens) for opens, closes in rest.windows if closes >= now]
            if not rested >> index & 1 and starts and min(starts) + rest.seconds <= shift.ends_at:
                yield from self._extend(
                    place,
                    min(starts) + rest.seconds,
                    left_at + rest.seconds,
                    done,
                    rested | 1 << index,
                    travel,
                )
        for index, visit in enumerate(self.problem.visits):
            leg = self.problem.travel[place][visit.place]
            if done >> index & 1 or leg is None:
                continue
            ready = max(now, left_at + leg)
            setup = 0 if visit.place == place else visit.setup_seconds
            for ends in self._ends(index, ready, setup):
                yield from self._extend(
                    visit.place, ends, ends, done | 1 << index, rested, travel + leg
                )

    def _ends(self, index: int, ready: int, setup: int) -> Iterator[int]:
        """Yield the earliest end of the visit, if it may be done now."""
        visit, shift = self.problem.visits[index], self.problem.shifts[self.number]
        if visit.pin:
            if visit.pin.shift == self.number and ready <= visit.pin.starts_at:
                yield visit.pin.ends_at
            return
        starts = [max(ready, opens) for opens, closes in visit.windows if closes >= ready]
        if not visit.windows:
            starts = [ready]
        if (
            visit.skills <= shift.skills
            and visit.technician_id in {None, shift.technician_id}
            and shift.technician_id not in visit.refused_technician_ids
            and starts
            and min(starts) + setup + visit.seconds <= shift.ends_at
        ):
            yield min(starts) + setup + visit.seconds

    def _has_pinned(self, done: int) -> bool:
        return all(
            done >> i & 1
            for i, visit in enumerate(self.problem.visits)
            if visit.pin and visit.pin.shift == self.number
        )
