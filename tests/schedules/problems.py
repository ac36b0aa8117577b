"""Routing problems that dice make: a morning in a small town, with all that may happen."""

from random import Random
from uuid import UUID

from app.schedules.routing.models import (
    PlannableVisit,
    RoutingProblem,
    ShiftBreak,
    StartWindow,
    VisitPin,
    WorkShift,
)

EIGHT, NINE, NOON, TWO, SIX = (1_800_000_000 + hour * 3600 for hour in (8, 9, 12, 14, 18))
ANA, BIA = UUID(int=1), UUID(int=2)
SKILLS = ("fiber", "radio")


def technician(number: int) -> UUID:
    return UUID(int=1 + number)


def visit_id(number: int) -> UUID:
    return UUID(int=1000 + number)


def random_problem(seed: int, *, visits: int = 7, technicians: int = 2) -> RoutingProblem:
    """Two technicians with a break each and up to seven visits, more than fit into the day."""
    dice = Random(seed)
    places = [(dice.uniform(0, 1500), dice.uniform(0, 1500)) for _ in range(visits + 1)]
    if dice.random() < 0.3:
        places[2] = places[1]
    travel = [
        [
            int(abs(x - p) + abs(y - q)) + (dice.randrange(200) if (x, y) != (p, q) else 0)
            for p, q in places
        ]
        for x, y in places
    ]
    shifts = tuple(_shift(dice, number) for number in range(technicians))
    made = [_visit(dice, number, technicians) for number in range(dice.randint(4, visits))]
    if dice.random() < 0.3:
        shift = dice.randrange(technicians)
        begins = dice.randrange(NINE, shifts[shift].ends_at - 1800, 60)
        pin = VisitPin(shift, begins, begins + 1800)
        made[0] = PlannableVisit(id=made[0].id, place=made[0].place, seconds=1800, pin=pin)
    island = dice.choice([*range(1, visits + 1), *[None] * 60])
    rows = tuple(
        tuple(None if island in {a, b} and a != b else leg for b, leg in enumerate(row))
        for a, row in enumerate(travel)
    )
    return RoutingProblem(shifts, tuple(made), rows)


def _shift(dice: Random, number: int) -> WorkShift:
    opens = dice.randrange(NINE, NOON, 60)
    lunch = ShiftBreak(dice.choice([1800, 3600]), (StartWindow(opens, opens + 5400),))
    if dice.random() < 0.2:
        lunch = ShiftBreak(900, (*lunch.windows, StartWindow(TWO, TWO + 1800)))
    return WorkShift(
        technician_id=technician(number),
        starts_at=EIGHT,
        ends_at=dice.randrange(NOON, SIX, 60),
        start_place=0,
        end_place=dice.choice([0, 0, None]),
        skills=frozenset(dice.sample(SKILLS, dice.randint(0, 2))),
        breaks=(lunch,) if dice.random() < 0.7 else (),
    )


def _visit(dice: Random, number: int, technicians: int) -> PlannableVisit:
    windows = [dice.randrange(EIGHT, SIX - 3600, 60) for _ in range(dice.choice([0, 1, 1, 2]))]
    only = technician(dice.randrange(technicians)) if dice.random() < 0.1 else None
    refused = {technician(dice.randrange(technicians))} if dice.random() < 0.1 else set()
    return PlannableVisit(
        id=visit_id(number),
        place=number + 1,
        seconds=dice.randrange(1200, 6000, 60),
        setup_seconds=dice.choice([0, 300]),
        windows=tuple(StartWindow(opens, opens + dice.choice([3600, 14400])) for opens in windows),
        skills=frozenset(dice.sample(SKILLS, dice.choice([0, 0, 0, 1, 1, 2]))),
        priority=dice.choice([0, 0, 10, 50, 100]),
        technician_id=only,
        refused_technician_ids=frozenset(refused),
    )


def line_of_places(places: int, seconds: int) -> tuple[tuple[int, ...], ...]:
    """Travel between places along a road, so many seconds from one to the next."""
    return tuple(tuple(abs(a - b) * seconds for b in range(places)) for a in range(places))
