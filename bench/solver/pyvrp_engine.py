"""PyVRP: a second engine beside VROOM, for problems without skills and breaks."""

from collections import defaultdict
from collections.abc import Iterator

import pyvrp
from pyvrp.stop import MaxRuntime, MultipleCriteria

from app.schedules.routing.models import RoutePlan, RoutingProblem, ShiftRoute, WorkShift
from app.schedules.routing.segments import earliest_stops


class _Reached:
    """Stops as soon as nothing better can be found."""

    def __init__(self, cost: int) -> None:
        self.cost = cost

    def __call__(self, best_cost: float) -> bool:
        return best_cost <= self.cost


def solve(problem: RoutingProblem, *, seed: int, seconds: float, least: int) -> RoutePlan:
    """The best plan in so many seconds; no search after the travel is `least`."""
    model = pyvrp.Model()
    places = [model.add_location(0, 0, name=str(place)) for place in range(len(problem.travel))]
    depot = model.add_depot(places[problem.shifts[0].start_place])
    alike: dict[tuple[int, int, int | None], list[int]] = defaultdict(list)
    for number, shift in enumerate(problem.shifts):
        alike[_kind(shift)].append(number)
    for (starts_at, ends_at, capacity), numbers in alike.items():
        model.add_vehicle_type(
            len(numbers),
            sum(visit.load for visit in problem.visits) if capacity is None else capacity,
            depot,
            depot,
            tw_early=starts_at,
            tw_late=ends_at,
        )
    for visit in problem.visits:
        (window,) = visit.windows
        model.add_client(
            places[visit.place],
            visit.load,
            service_duration=visit.seconds,
            tw_early=window.opens,
            tw_late=window.closes,
        )
    for origin, row in zip(places, problem.travel, strict=True):
        for destination, leg in zip(places, row, strict=True):
            if leg is not None:
                model.add_edge(origin, destination, leg, leg)
    stop = MultipleCriteria([MaxRuntime(seconds), _Reached(least)])
    best = model.solve(stop, seed=seed, collect_stats=False, display=False).best
    return RoutePlan(tuple(_routes(problem, best, list(alike.values()))))


def _kind(shift: WorkShift) -> tuple[int, int, int | None]:
    return shift.starts_at, shift.ends_at, shift.capacity


def _routes(
    problem: RoutingProblem, best: pyvrp.Solution, alike: list[list[int]]
) -> Iterator[ShiftRoute]:
    free = [iter(numbers) for numbers in alike]
    for route in best.routes():
        shift = next(free[route.vehicle_type()])
        tasks = [problem.visits[client].id for client in _clients(route)]
        yield ShiftRoute(shift, tuple(earliest_stops(problem, shift, tasks)))


def _clients(route: pyvrp.Route) -> list[int]:
    return [activity.idx for activity in route if activity.is_client()]
