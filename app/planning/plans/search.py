"""The search for a plan, outside any transaction, and what is told of it meanwhile."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.core.data.database import TenantSession
from app.core.events.outbox import Record, TaskContext
from app.core.values.clock import now
from app.gateways.travel import GeoPoint, TravelTimes
from app.organizations.service import settings_of
from app.planning.plans.agenda import PlannedAgenda, load_agenda
from app.planning.plans.changes import basis_of
from app.planning.plans.models import UNDER_WAY, SchedulePlan, SchedulePlanStatus
from app.planning.plans.problem import PlanProblem, build
from app.planning.plans.schemas import PlanProgress, PlanResult
from app.schedules.routing.models import PlanningStep, RoutePlan
from app.schedules.routing.service import plan_routes

#: Seconds between two looks whether somebody has cancelled the plan.
_LOOK_SECONDS = 1
#: Searches, each with more visits left where they are, until none that is agreed loses its place.
_SEARCHES = 3
#: Where the installation names no routing server.
_ESTIMATES = TravelTimes()


class PlanStopped(Exception):
    """Somebody has cancelled the plan."""


@dataclass(frozen=True, slots=True)
class PlanAsked:
    """The agenda that is planned, and the options of the search."""

    agenda: PlannedAgenda
    options: dict[str, Any]

    @property
    def start(self) -> GeoPoint | None:
        start = self.options["start"]
        return GeoPoint(start["latitude"], start["longitude"]) if start else None


async def begin(context: TaskContext, plan_id: UUID) -> PlanAsked | None:
    """Read what is to be planned; None: it is not wanted any more."""
    async with context.transaction() as session:
        plan = await session.fetch(SchedulePlan, plan_id, lock=True)
        if plan.status not in UNDER_WAY:
            return None
        plan.status, plan.rounds_done, plan.best = SchedulePlanStatus.RUNNING, 0, None
        ids = [plan.asked[name] for name in ("technician_ids", "order_ids")]
        technician_ids, order_ids = ([UUID(i) for i in each] if each else each for each in ids)
        agenda = await load_agenda(
            session,
            (plan.starts_at, plan.ends_at),
            technician_ids,
            order_ids,
            max_failed_visits=(await settings_of(session)).max_failed_visits,
        )
        return PlanAsked(agenda, plan.asked)


async def best_plan(
    context: TaskContext, plan_id: UUID, asked: PlanAsked
) -> tuple[PlannedAgenda, PlanResult]:
    """Search until every visit that is agreed keeps a place, or stays where it is."""
    agenda, options, start = asked.agenda, asked.options, asked.start
    points = [*({start: None} if start else ()), *agenda.points()]
    points = list(dict.fromkeys(points))
    travel = await travel_times(context).matrix(points)
    movable = {v.order_id for v in agenda.visits if v.is_movable and v.order_id}
    held: set[UUID] = set() if options["moves_visits"] else movable
    for attempt in range(_SEARCHES):
        held = movable if attempt == _SEARCHES - 1 else held
        problem = build(agenda, points, travel.legs, start=start, held=held)
        search = plan_routes(
            problem.routing,
            seed=options["seed"],
            rounds=options["rounds"],
            seconds=options["seconds"],
        )
        plan = await last_plan(context, plan_id, problem, search)
        lost = problem.movable.keys() & plan.unplanned.keys()
        if not lost:
            break
        held = held | lost
    result = PlanResult(
        moves=problem.moves(plan),
        unplanned=problem.unplanned(plan),
        present=problem.present_totals(),
        planned=problem.planned_totals(plan),
        estimated_legs=travel.estimated,
        affected_order_ids=[],
    )
    return agenda, _without_vain_moves(result)


def travel_times(context: TaskContext) -> TravelTimes:
    """The routing server of the installation, or estimates."""
    found = context.runtime.gateways.get(TravelTimes)
    return found if isinstance(found, TravelTimes) else _ESTIMATES


def _without_vain_moves(result: PlanResult) -> PlanResult:
    """Leave the agenda alone where nothing is scheduled and nothing saved."""
    schedules = any(move.from_starts_at is None for move in result.moves)
    if schedules or result.planned.travel_seconds < result.present.travel_seconds:
        return result
    return result.model_copy(update={"moves": [], "planned": result.present})


async def last_plan(
    context: TaskContext,
    plan_id: UUID,
    problem: PlanProblem,
    search: AsyncGenerator[PlanningStep, None],
) -> RoutePlan:
    """Follow a search to its end, and tell how far it is. Raises PlanStopped."""
    best: RoutePlan | None = None
    async for step in _until_cancelled(context, plan_id, search):
        best = step.plan
        await _tell(context, plan_id, problem, step)
    assert best is not None
    return best


async def _until_cancelled(
    context: TaskContext, plan_id: UUID, search: AsyncGenerator[PlanningStep, None]
) -> AsyncIterator[PlanningStep]:
    """Yield the steps of a search, looking meanwhile whether it is still wanted."""
    async with aclosing(search) as steps:
        pending = asyncio.ensure_future(anext(steps, None))
        try:
            while True:
                await asyncio.wait({pending}, timeout=_LOOK_SECONDS)
                await _check_wanted(context, plan_id)
                if pending.done():
                    step = pending.result()
                    if step is None:
                        return
                    yield step
                    pending = asyncio.ensure_future(anext(steps, None))
        finally:
            pending.cancel()
            await asyncio.gather(pending, return_exceptions=True)


async def _check_wanted(context: TaskContext, plan_id: UUID) -> None:
    async with context.transaction() as session:
        plan = await session.fetch(SchedulePlan, plan_id)
        if plan.status is not SchedulePlanStatus.RUNNING:
            raise PlanStopped


async def _tell(
    context: TaskContext, plan_id: UUID, problem: PlanProblem, step: PlanningStep
) -> None:
    async with context.transaction() as session:
        plan = await session.fetch(SchedulePlan, plan_id, lock=True)
        if plan.status is not SchedulePlanStatus.RUNNING:
            raise PlanStopped
        plan.rounds_done, plan.rounds_total = step.rounds_done, step.rounds
        plan.best = PlanProgress(
            unplanned_count=len(problem.unplanned(step.plan)),
            travel_seconds=problem.planned_totals(step.plan).travel_seconds,
        ).model_dump(mode="json")


def record_result(plan_id: UUID, agenda: PlannedAgenda, result: PlanResult) -> Record:
    """Save the result, unless the plan was cancelled meanwhile."""

    async def record(session: TenantSession) -> None:
        plan = await session.fetch(SchedulePlan, plan_id, lock=True)
        if plan.status is SchedulePlanStatus.RUNNING:
            plan.status, plan.finished_at = SchedulePlanStatus.READY, now()
            plan.result = result.model_dump(mode="json")
            plan.basis = basis_of(agenda, result.moves)

    return record


def record_failure(plan_id: UUID, code: str) -> Record:
    async def record(session: TenantSession) -> None:
        plan = await session.fetch(SchedulePlan, plan_id, lock=True)
        if plan.status is SchedulePlanStatus.RUNNING:
            plan.status, plan.finished_at = SchedulePlanStatus.FAILED, now()
            plan.failure_code = code

    return record
