"""Statements that read schedule plans."""

from sqlalchemy import select

from app.core.http.listing import Listing
from app.planning.plans.models import SchedulePlan
from app.planning.plans.visibility import SCHEDULE_PLAN_VISIBILITY

_PLANS = select(
    SchedulePlan.id,
    SchedulePlan.kind,
    SchedulePlan.status,
    SchedulePlan.starts_at,
    SchedulePlan.ends_at,
    SchedulePlan.rounds_done,
    SchedulePlan.rounds_total,
    SchedulePlan.best,
    SchedulePlan.failure_code,
    SchedulePlan.requested_by_id,
    SchedulePlan.applied_by_id,
    SchedulePlan.finished_at,
    SchedulePlan.applied_at,
    SchedulePlan.version,
    SchedulePlan.created_at,
    SchedulePlan.updated_at,
)
SCHEDULE_PLANS = Listing(_PLANS, SchedulePlan, visibility=SCHEDULE_PLAN_VISIBILITY)
SCHEDULE_PLAN = SCHEDULE_PLAN_VISIBILITY.read_by_id(
    _PLANS.add_columns(SchedulePlan.result), "version"
)
