"""The search for a repair: places for what is affected, with as little else moved as possible."""

from uuid import UUID

from app.core.events.outbox import TaskContext
from app.planning.plans.agenda import PlannedAgenda
from app.planning.plans.problem import build
from app.planning.plans.schemas import PlanResult
from app.planning.plans.search import PlanAsked, last_plan, travel_times
from app.planning.repairs.disruption import Disruption, disrupted
from app.schedules.routing.service import repair_routes


async def best_repair(
    context: TaskContext, plan_id: UUID, asked: PlanAsked
) -> tuple[PlannedAgenda, PlanResult]:
    """Search for the plan that moves least among those that leave least undone."""
    agenda = disrupted(asked.agenda, Disruption.of(asked.options["disruption"]))
    points = list(dict.fromkeys([*({asked.start: None} if asked.start else ()), *agenda.points()]))
    travel = await travel_times(context).matrix(points)
    held = {v.order_id for v in agenda.visits if v.is_movable and v.order_id}
    before = build(asked.agenda, points, travel.legs, start=asked.start, held=held)
    problem = build(agenda, points, travel.legs, start=asked.start, held=held)
    affected = {visit.order_id for visit in agenda.affected if visit.order_id}
    search = repair_routes(
        problem.routing,
        problem.movable.keys() - affected,
        seed=asked.options["seed"],
        seconds=asked.options["seconds"],
    )
    plan = await last_plan(context, plan_id, problem, search)
    left = {order.id for order in agenda.orders} - {order.id for order in asked.agenda.orders}
    return agenda, PlanResult(
        moves=problem.moves(plan),
        unplanned=problem.unplanned(plan),
        present=before.present_totals(),
        planned=problem.planned_totals(plan),
        estimated_legs=travel.estimated,
        affected_order_ids=sorted(affected | left),
    )
