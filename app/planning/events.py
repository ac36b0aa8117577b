"""Events of schedule plans."""

from typing import ClassVar
from uuid import UUID

from app.core.events.event_log import Event
from app.core.values.text import N_


class SchedulePlanEvent(Event):
    """A fact about one plan."""

    subject: ClassVar = "plan"
    plan_id: UUID
    kind: str


class SchedulePlanRequested(SchedulePlanEvent):
    name: ClassVar = "schedule_plan.requested"
    label: ClassVar = N_("Schedule plan requested")


class SchedulePlanCancelled(SchedulePlanEvent):
    name: ClassVar = "schedule_plan.cancelled"
    label: ClassVar = N_("Schedule plan cancelled")


class SchedulePlanApplied(SchedulePlanEvent):
    """Each order that was moved has an `order.scheduled` of its own besides."""

    name: ClassVar = "schedule_plan.applied"
    label: ClassVar = N_("Schedule plan applied")
    order_ids: list[UUID]
