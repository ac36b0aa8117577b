"""Plans of routes: as short as an exhaustive search finds them, around what persons have fixed."""

from dataclasses import replace
from uuid import UUID

import pytest

from app.schedules.routing.feasibility import PlanInfeasible, PlanRule, find_violations
from app.schedules.routing.models import (
    PlanCost,
    PlannableVisit,
    RoutePlan,
    RoutingProblem,
    RoutingProblemInvalid,
    ShiftBreak,
    StartWindow,
    UnplannedReason,
    VisitPin,
    WorkShift,
)
from app.schedules.routing.solver import solve
from tests.schedules.exhaustive import least_cost
from tests.schedules.problems import (
    ANA,
    BIA,
    EIGHT,
    NINE,
    NOON,
    SIX,
    TWO,
    line_of_places,
    random_problem,
    visit_id,
)

#: Nearly all cases below need one or two rounds, few need dozens.
ROUNDS = 300
#: Of forty cases, those that need more than two.
MOST_LATE = 3
NIGHT = 24 * 3600


def _shift(technician_id: UUID = ANA, **changes: object) -> WorkShift:
    given = {"starts_at": EIGHT, "ends_at": SIX, "start_place": 0, "end_place": 0} | changes
    return WorkShift(technician_id=technician_id, **given)  # type: ignore[arg-type]


def _visit(number: int, **changes: object) -> PlannableVisit:
    given = {"place": number, "seconds": 1800} | changes
    return PlannableVisit(id=visit_id(number), **given)  # type: ignore[arg-type]


def _best(problem: RoutingProblem, rounds: int = 3, seed: int = 1) -> RoutePlan:
    *_, last = solve(problem, seed=seed, rounds=rounds, seconds=30)
    assert not list(find_violations(problem, last.plan))
    return last.plan


def _times(plan: RoutePlan) -> list[tuple[int, list[int]]]:
    """Shift of each route, and the numbers of its visits (0: a break)."""
    return [
        (shift, [stop.visit_id.int - 1000 if stop.visit_id else 0 for stop in stops])
        for shift, stops in plan.routes
    ]


@pytest.mark.parametrize("first", range(0, 400, 40))
def test_small_problems_are_solved_as_an_exhaustive_search_does(first: int) -> None:
    late = 0
    for seed in range(first, first + 40):
        problem = random_problem(seed)
        least = least_cost(problem)
        found: PlanCost | None = None
        try:
            for step in solve(problem, seed=seed, rounds=ROUNDS if least else 3, seconds=60):
                found = step.plan.cost(problem)
                assert not list(find_violations(problem, step.plan)), seed
                if found == least:
                    late += step.rounds_done > 2
                    break
        except PlanInfeasible:
            found = None
        assert found == least, seed
    assert late <= MOST_LATE


def test_the_random_problems_hold_what_they_are_for() -> None:
    problems = [random_problem(seed) for seed in range(400)]
    least = [least_cost(problem) for problem in problems]
    assert sum(bool(problem.pinned) for problem in problems) > 80
    assert sum(cost is None for cost in least) in range(1, 40)
    assert sum(cost is not None and cost.visits_left == 0 for cost in least) > 50
    assert sum(cost is not None and cost.priority_left > 0 for cost in least) > 80
    assert sum(any(shift.breaks for shift in problem.shifts) for problem in problems) > 200


def test_the_same_seed_gives_the_same_plans_and_progress_is_told() -> None:
    problem = random_problem(47)
    once, again = (list(solve(problem, seed=5, rounds=30, seconds=60)) for _ in range(2))
    assert once == again
    assert [step.rounds_done for step in once] == list(range(1, 31))
    costs = [step.plan.cost(problem) for step in once]
    assert costs == sorted(costs, reverse=True)


def test_time_that_is_over_leaves_the_best_plan_so_far() -> None:
    steps = list(solve(random_problem(3), seed=1, rounds=1000, seconds=0))
    assert [(step.rounds_done, step.rounds) for step in steps] == [(1, 1000)]


def test_a_pinned_visit_stays_and_the_others_go_around_it() -> None:
    pinned = _visit(4, pin=VisitPin(0, NINE, NINE + 1800))
    others = tuple(_visit(n, seconds=1200) for n in (1, 2, 3))
    problem = RoutingProblem((_shift(),), (*others, pinned), line_of_places(5, 600))
    plan = _best(problem)
    (route,) = plan.routes
    assert (NINE, NINE + 1800, pinned.id, None) in route.stops
    assert plan.cost(problem) == (0, 0, 8 * 600)
    assert _times(plan)[0][1].index(4) == 1


def test_visits_of_high_priority_never_displace_a_pinned_one() -> None:
    pinned = _visit(1, pin=VisitPin(0, NOON, NOON + 1800))
    others = tuple(_visit(n, seconds=8 * 3600, priority=100) for n in (2, 3))
    plan = _best(RoutingProblem((_shift(),), (pinned, *others), line_of_places(4, 60)))
    assert _times(plan) == [(0, [1])]
    assert set(plan.unplanned.values()) == {UnplannedReason.NO_WINDOW}


def test_of_two_visits_for_one_hour_the_urgent_one_is_planned_though_it_is_far() -> None:
    hour = (StartWindow(NOON, NOON),)
    visits = (_visit(1, windows=hour, priority=10), _visit(4, windows=hour, priority=11))
    plan = _best(RoutingProblem((_shift(),), visits, line_of_places(5, 600)), rounds=1)
    assert _times(plan) == [(0, [4])]


def test_what_is_on_the_way_to_a_pinned_visit_costs_nothing() -> None:
    """Though the other technician lives nearer, and need not leave home at all."""
    shifts = (_shift(ANA), _shift(BIA, start_place=3, end_place=3))
    visits = (_visit(2), _visit(4, pin=VisitPin(0, NOON, NOON + 1800)))
    problem = RoutingProblem(shifts, visits, line_of_places(5, 600))
    plan = _best(problem, rounds=1)
    assert _times(plan) in ([(0, [2, 4])], [(0, [4, 2])])
    assert plan.cost(problem) == (0, 0, 8 * 600)


def test_pinned_visits_that_nobody_can_keep_are_named() -> None:
    visits = (
        _visit(1, pin=VisitPin(0, NINE, NINE + 1800)),
        _visit(3, pin=VisitPin(0, NINE + 1900, NOON)),
    )
    problem = RoutingProblem((_shift(),), visits, line_of_places(4, 600))
    with pytest.raises(PlanInfeasible) as refused:
        _best(problem)
    assert [(v.rule, v.visit_id) for v in refused.value.violations] == [
        (PlanRule.TIME_TO_TRAVEL, visit_id(3))
    ]


def test_lunch_is_had_where_it_leaves_time_to_travel_to_the_pinned_visit() -> None:
    """Before it the window of the break is open, but whoever rests then comes too late."""
    lunch = ShiftBreak(3600, (StartWindow(EIGHT, NOON),))
    begins = EIGHT + 3600 + 1500
    shifts = tuple(
        replace(_shift(UUID(int=n + 1)), breaks=(lunch,), end_place=None) for n in range(12)
    )
    visits = tuple(
        _visit(n + 1, place=3, pin=VisitPin(n, begins, begins + 1800)) for n in range(12)
    )
    problem = RoutingProblem(shifts, visits, line_of_places(4, 600))
    plan = _best(problem, rounds=1)
    assert _times(plan) == [(n, [n + 1, 0]) for n in range(12)]


def test_a_started_visit_leaves_the_rest_of_the_day() -> None:
    lunch = ShiftBreak(3600, (StartWindow(NOON - 3600, NOON + 1800),))
    coffee = ShiftBreak(600, (StartWindow(NINE, NINE + 1800),))
    shift = _shift(breaks=(coffee, lunch)).after(NINE + 2000, place=3)
    assert (shift.starts_at, shift.start_place, shift.breaks) == (NINE + 2000, 3, (lunch,))
    plan = _best(RoutingProblem((shift,), (_visit(1), _visit(2)), line_of_places(4, 600)))
    assert _times(plan) == [(0, [2, 1, 0])] or _times(plan) == [(0, [2, 0, 1])]
    assert plan.routes[0].stops[0].starts_at == NINE + 2000 + 600
    assert _shift().after(SIX + 5000, place=2).starts_at == SIX


def test_visits_go_to_the_day_whose_hours_allow_them() -> None:
    tomorrow = _shift(starts_at=EIGHT + NIGHT, ends_at=SIX + NIGHT)
    visits = tuple(_visit(n, seconds=3 * 3600) for n in (1, 2, 3, 4))
    late = replace(visits[0], windows=(StartWindow(NOON + NIGHT, TWO + NIGHT),))
    plan = _best(RoutingProblem((_shift(), tomorrow), (late, *visits[1:]), line_of_places(5, 60)))
    assert not plan.unplanned
    assert [shift for shift, numbers in _times(plan) if 1 in numbers] == [1]


def test_technicians_are_chosen_refused_and_need_every_skill() -> None:
    shifts = (_shift(ANA, skills=frozenset({"fiber", "radio"})), _shift(BIA))
    visits = (
        _visit(1, technician_id=BIA),
        _visit(2, refused_technician_ids=frozenset({ANA})),
        _visit(3, skills=frozenset({"fiber", "radio"})),
        _visit(4, skills=frozenset({"fiber", "copper"}), priority=100),
        _visit(5, skills=frozenset({"fiber"}), technician_id=BIA),
    )
    plan = _best(RoutingProblem(shifts, visits, line_of_places(6, 60)))
    assert {shift: set(numbers) for shift, numbers in _times(plan)} == {0: {3}, 1: {1, 2}}
    assert plan.unplanned == dict.fromkeys(
        [visit_id(4), visit_id(5)], UnplannedReason.NO_TECHNICIAN
    )


def test_what_finds_no_time_is_told_from_what_never_could() -> None:
    short = _shift(ends_at=NINE)
    visits = (
        _visit(1, priority=5),
        _visit(2, windows=(StartWindow(NOON, TWO),)),
        _visit(3, seconds=2 * 3600),
        *(_visit(n, place=1) for n in (4, 5)),
    )
    plan = _best(RoutingProblem((short,), visits, line_of_places(6, 600)))
    assert plan.unplanned[visit_id(2)] == plan.unplanned[visit_id(3)] == UnplannedReason.NO_WINDOW
    assert plan.unplanned[visit_id(4)] == plan.unplanned[visit_id(5)] == "no_time_left"


def test_an_island_is_left_out() -> None:
    travel = tuple(
        tuple(None if 2 in {a, b} and a != b else leg for b, leg in enumerate(row))
        for a, row in enumerate(line_of_places(4, 60))
    )
    plan = _best(RoutingProblem((_shift(),), tuple(_visit(n) for n in (1, 2, 3)), travel))
    assert plan.unplanned == {visit_id(2): UnplannedReason.NO_WINDOW}


def test_loads_fill_vans_to_their_capacity() -> None:
    shifts = (_shift(ANA, capacity=5), _shift(BIA, capacity=3))
    visits = tuple(_visit(n, load=load) for n, load in ((1, 3), (2, 2), (3, 3), (4, 1)))
    plan = _best(RoutingProblem(shifts, visits, line_of_places(5, 60)))
    assert len(plan.unplanned) == 1
    assert visit_id(4) in plan.unplanned


def test_no_visits_and_no_shifts_are_no_fault() -> None:
    assert _best(RoutingProblem((_shift(),), (), line_of_places(1, 0))) == RoutePlan(())
    plan = _best(RoutingProblem((), (_visit(1),), line_of_places(2, 60)))
    assert plan.unplanned == {visit_id(1): UnplannedReason.NO_TECHNICIAN}


@pytest.mark.parametrize(
    ("shifts", "visits", "fault"),
    [
        ([_shift(ends_at=EIGHT - 1)], [], "a shift ends before it begins"),
        ([_shift(start_place=9)], [], "a place is not in the matrix"),
        ([_shift(end_place=-1)], [], "a place is not in the matrix"),
        ([_shift(breaks=(ShiftBreak(600, ()),))], [], "a break has no window"),
        ([_shift(breaks=(ShiftBreak(-1, (StartWindow(0, 1),)),))], [], "a break takes"),
        ([_shift(), _shift(starts_at=NOON)], [], "two shifts of one technician overlap"),
        ([_shift()], [_visit(1), _visit(1)], "two visits have one id"),
        ([_shift()], [_visit(1, place=3)], "a place is not in the matrix"),
        ([_shift()], [_visit(1, windows=(StartWindow(5, 4),))], "a window never opens"),
        ([_shift()], [_visit(1, seconds=-1)], "less than nothing"),
        ([_shift()], [_visit(1, priority=101)], "a priority is beyond 0 to 100"),
        ([_shift()], [_visit(1, pin=VisitPin(1, NINE, NOON))], "a pin names no shift"),
        ([_shift()], [_visit(1, pin=VisitPin(0, NINE, SIX + 1))], "pinned beyond its shift"),
        ([_shift(capacity=1)], [_visit(1, pin=VisitPin(0, NINE, NOON))], "a capacity and a"),
        (
            [_shift()],
            [_visit(n, pin=VisitPin(0, NINE + n, NOON)) for n in (1, 2)],
            "two pinned visits overlap",
        ),
    ],
)
def test_problems_that_contradict_themselves_are_refused(
    shifts: list[WorkShift], visits: list[PlannableVisit], fault: str
) -> None:
    with pytest.raises(RoutingProblemInvalid, match=fault):
        RoutingProblem(tuple(shifts), tuple(visits), line_of_places(3, 60))


@pytest.mark.parametrize("travel", [((0, 1),), ((0, 1), (-1, 0))])
def test_travel_is_a_square_of_times(travel: tuple[tuple[int, ...], ...]) -> None:
    with pytest.raises(RoutingProblemInvalid, match="travel"):
        RoutingProblem((), (), travel)
