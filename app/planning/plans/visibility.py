"""Visibility of schedule plans: one's own, and all of them for those who lead the technicians."""

from typing import Annotated

from app.core.data.database import TenantSession
from app.core.data.visibility import ACTOR, Visibility
from app.core.http.access import acting, existing
from app.planning.plans.models import SchedulePlan

SCHEDULE_PLAN_VISIBILITY = Visibility(
    SchedulePlan, (SchedulePlan.requested_by_id == ACTOR,), everything="schedules:lead"
)

ThePlan = Annotated[
    SchedulePlan,
    existing(SchedulePlan, "schedules:lead", visibility=SCHEDULE_PLAN_VISIBILITY, name="plan_id"),
]
CanLead = Annotated[TenantSession, acting("schedules:lead")]
