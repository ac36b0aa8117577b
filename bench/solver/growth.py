"""Days of a town: technicians with skills and lunch, visits with promised shifts and priorities."""

import resource
from collections.abc import Iterator
from math import hypot
from random import Random
from time import perf_counter
from typing import NamedTuple
from uuid import UUID

from app.schedules.routing.feasibility import check_plan
from app.schedules.routing.models import (
    PlanCost,
    PlannableVisit,
    RoutingProblem,
    ShiftBreak,
    StartWindow,
    WorkShift,
)
from app.schedules.routing.solver import solve

SIZES = ((10, 70), (30, 200), (60, 600))
HOUR, EIGHT = 3600, 1_800_000_000
SHIFTS = ((0, 4), (4, 10), (0, 10))
SKILLS = ("fiber", "radio", "voice")


class Growth(NamedTuple):
    """Costs of a day; `first` is what there is after the first round."""

    first_seconds: float
    first: PlanCost
    seconds: float
    rounds: int
    best: PlanCost
    #: The most memory of the process.
    megabytes: float


def day(technicians: int, visits: int, seed: int = 1) -> RoutingProblem:
    dice = Random(seed)  # noqa: S311 - repeatable dice
    #: 20 by 20 km at 30 km/h, with the detours of streets: two minutes and 42 seconds per km.
    points = [(dice.uniform(0, 20), dice.uniform(0, 20)) for _ in range(visits + technicians)]
    travel = tuple(tuple(round(162 * hypot(x - p, y - q)) for p, q in points) for x, y in points)
    lunch = ShiftBreak(HOUR, (StartWindow(EIGHT + 3 * HOUR, EIGHT + 5 * HOUR),))
    shifts = tuple(
        WorkShift(
            technician_id=UUID(int=number + 1),
            starts_at=EIGHT,
            ends_at=EIGHT + 10 * HOUR,
            start_place=number,
            end_place=number,
            skills=frozenset(dice.sample(SKILLS, dice.randint(1, 3))),
            breaks=(lunch,),
        )
        for number in range(technicians)
    )
    return RoutingProblem(shifts, tuple(_visits(dice, technicians, visits)), travel)


def _visits(dice: Random, technicians: int, visits: int) -> Iterator[PlannableVisit]:
    for number in range(visits):
        opens, closes = dice.choice(SHIFTS)
        yield PlannableVisit(
            id=UUID(int=1000 + number),
            place=technicians + number,
            seconds=dice.randrange(1200, 4200, 300),
            setup_seconds=300,
            windows=(StartWindow(EIGHT + opens * HOUR, EIGHT + closes * HOUR),),
            skills=frozenset(dice.sample(SKILLS, dice.choice([0, 0, 1]))),
            priority=dice.choice([0, 0, 0, 50, 100]),
        )


def measure(technicians: int, visits: int, *, rounds: int, seconds: float) -> Growth:
    """To be run in a process of its own, whose memory it tells."""
    problem = day(technicians, visits)
    begin = perf_counter()
    steps = []
    for step in solve(problem, seed=1, rounds=rounds, seconds=seconds):
        check_plan(problem, step.plan)
        steps.append((perf_counter() - begin, step.plan.cost(problem)))
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return Growth(*steps[0], steps[-1][0], len(steps), steps[-1][1], kilobytes / 1000)
