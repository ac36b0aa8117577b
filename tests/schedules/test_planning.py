"""A plan is searched for in a process of its own, can be watched, cancelled and repeated."""

import asyncio
import subprocess
import sys
from contextlib import aclosing

import pytest

from app.schedules.routing.feasibility import PlanInfeasible, PlanRule, check_plan
from app.schedules.routing.models import PlannableVisit, PlanningStep, RoutingProblem, VisitPin
from app.schedules.routing.service import plan_routes
from app.schedules.routing.solver import solve
from bench.solver.growth import day
from tests.patience import PATIENCE
from tests.schedules.problems import EIGHT, NINE, line_of_places, random_problem, visit_id


async def _steps(problem: RoutingProblem, rounds: int = 4, seed: int = 7) -> list[PlanningStep]:
    return [step async for step in plan_routes(problem, rounds=rounds, seed=seed)]


async def test_progress_is_told_and_the_same_seed_gives_the_same_plan() -> None:
    problem = random_problem(47)
    steps = await _steps(problem)
    assert [(step.rounds_done, step.rounds) for step in steps] == [(n, 4) for n in range(1, 5)]
    check_plan(problem, steps[-1].plan)
    assert await _steps(problem) == steps


async def test_a_search_that_is_cancelled_makes_room_for_the_next() -> None:
    async with aclosing(plan_routes(day(10, 70), rounds=1000, seconds=200)) as steps:
        assert (await anext(steps)).rounds_done == 1
    async with asyncio.timeout(PATIENCE):  # one search at a time
        assert await _steps(random_problem(47))


async def test_pins_that_nobody_can_keep_are_told_from_the_process() -> None:
    pinned = PlannableVisit(id=visit_id(1), place=1, seconds=600, pin=VisitPin(0, EIGHT + 60, NINE))
    shift = random_problem(1).shifts[0]
    problem = RoutingProblem((shift,), (pinned,), line_of_places(2, 600))
    with pytest.raises(PlanInfeasible) as refused:
        await _steps(problem)
    assert PlanRule.TIME_TO_TRAVEL in {violation.rule for violation in refused.value.violations}


def test_the_first_round_plans_ten_technicians_and_seventy_visits() -> None:
    (step,) = solve(day(10, 70), seed=1, rounds=1, seconds=60)
    check_plan(day(10, 70), step.plan)
    assert not step.plan.unplanned


def test_the_engine_is_not_loaded_before_it_is_needed() -> None:
    told = "import sys, app.schedules.routing.service\nprint(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", told], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "app.schedules.routing.models" in loaded
    assert not {"vroom", "numpy", "pandas"}.intersection(loaded)
