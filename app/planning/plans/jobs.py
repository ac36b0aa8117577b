"""The outbox task that makes a plan: reads the agenda, searches outside, saves the difference."""

from typing import Any
from uuid import UUID

from app.core.events.destinations import PermanentFailure
from app.core.events.outbox import Record, TaskContext, outbox_task
from app.gateways.sandbox import LimitExceeded
from app.planning.plans.search import PlanStopped, begin, best_plan, record_failure, record_result
from app.planning.plans.service import MAKE_PLAN
from app.planning.repairs.search import best_repair
from app.schedules.routing.service import PlanInfeasible

#: After so many attempts whoever waits for the plan is told that there is none.
_ATTEMPTS = 3


@outbox_task(MAKE_PLAN)
async def make_plan(context: TaskContext, payload: dict[str, Any]) -> Record | None:
    """Make a plan; a worker that is killed on the way leaves nothing, and another begins anew."""
    plan_id = UUID(payload["plan_id"])
    asked = await begin(context, plan_id)
    if asked is None:
        return None
    try:
        repairs = "disruption" in asked.options
        found = await (best_repair if repairs else best_plan)(context, plan_id, asked)
    except PlanStopped:
        return None
    except PlanInfeasible:
        return record_failure(plan_id, "infeasible")
    except LimitExceeded:
        return record_failure(plan_id, "too_large")
    except Exception as error:
        if context.attempts >= _ATTEMPTS:
            async with context.transaction() as session:
                await record_failure(plan_id, "failed")(session)
            raise PermanentFailure(str(error)) from error
        raise
    return record_result(plan_id, *found)
