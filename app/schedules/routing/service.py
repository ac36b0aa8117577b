"""Plans of routes: searched for in a process with limits, checked, and told as they get better."""

from collections.abc import AsyncGenerator, Collection, Iterator
from contextlib import aclosing
from uuid import UUID

from app.gateways.sandbox import LimitExceeded, Sandbox
from app.schedules.routing.feasibility import PlanInfeasible, check_plan
from app.schedules.routing.models import PlanningStep, RoutingProblem, unpinned

__all__ = ["LONGEST_SEARCH", "PlanInfeasible", "plan_routes", "repair_routes"]

#: The longest search, in seconds.
LONGEST_SEARCH = 240

_SANDBOX = Sandbox(
    seconds=LONGEST_SEARCH + 60, memory_bytes=2_000_000_000, at_once=1, most_waiting=8
)


async def plan_routes(
    problem: RoutingProblem, *, seed: int = 0, rounds: int = 40, seconds: float = 30
) -> AsyncGenerator[PlanningStep, None]:
    """Yield the best plan after each round of the search; the last is the result.

    Closing the iterator (`contextlib.aclosing`) cancels the search and ends its process; what was
    yielded stays good. The same seed and rounds give the same plan, unless the seconds end first.
    The time counts from the first round, not while other searches are before this one.

    Never inside a transaction: a search takes seconds to minutes. Raises PlanInfeasible when the
    pinned visits and breaks allow no plan, LimitExceeded when the problem is too large for any,
    and Unavailable when too many searches wait.
    """
    limit = min(seconds, LONGEST_SEARCH)
    search = _SANDBOX.follow(_search, problem, seed=seed, rounds=rounds, seconds=limit)
    async with aclosing(_good(search)) as steps:
        async for step in steps:
            check_plan(problem, step.plan)
            yield step


async def repair_routes(
    problem: RoutingProblem, may_move: Collection[UUID], *, seed: int = 0, seconds: float = 30
) -> AsyncGenerator[PlanningStep, None]:
    """Yield better and better plans for the visits without a pin; few of `may_move` lose theirs.

    Ends, is cancelled and raises as `plan_routes` does.
    """
    limit = min(seconds, LONGEST_SEARCH)
    search = _SANDBOX.follow(_repair, problem, frozenset(may_move), seed=seed, seconds=limit)
    async with aclosing(_good(search)) as steps:
        async for step in steps:
            check_plan(unpinned(problem, may_move, step.plan), step.plan)
            yield step


async def _good(search: AsyncGenerator[PlanningStep, None]) -> AsyncGenerator[PlanningStep, None]:
    """The steps of a search; once there is one, a limit ends it like any other."""
    any_yet = False
    async with aclosing(search) as steps:
        try:
            async for step in steps:
                any_yet = True
                yield step
        except LimitExceeded:
            if not any_yet:
                raise


def _search(
    problem: RoutingProblem, *, seed: int, rounds: int, seconds: float
) -> Iterator[PlanningStep]:
    from app.schedules.routing.solver import solve

    return solve(problem, seed=seed, rounds=rounds, seconds=seconds)


def _repair(
    problem: RoutingProblem, may_move: frozenset[UUID], *, seed: int, seconds: float
) -> Iterator[PlanningStep]:
    from app.schedules.routing.repair import repair

    return repair(problem, may_move, seed=seed, seconds=seconds)
