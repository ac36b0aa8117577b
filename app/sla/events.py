"""Events of SLA policies and clocks."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from app.core.events.event_log import Event
from app.core.values.text import N_
from app.sla.models import Metric


class SlaPolicyEvent(Event):
    subject: ClassVar = "sla_policy"
    sla_policy_id: UUID


class SlaPolicyCreated(SlaPolicyEvent):
    name: ClassVar = "sla_policy.created"
    label: ClassVar = N_("Promise added")


class SlaPolicyUpdated(SlaPolicyEvent):
    name: ClassVar = "sla_policy.updated"
    label: ClassVar = N_("Promise changed")


class SlaPolicyDeleted(SlaPolicyEvent):
    name: ClassVar = "sla_policy.deleted"
    label: ClassVar = N_("Promise removed")


class SlaEvent(Event):
    subject: ClassVar = "ticket"
    ticket_id: UUID
    metric: Metric


class SlaActivated(SlaEvent):
    name: ClassVar = "sla.activated"
    label: ClassVar = N_("Clock started")
    due_at: datetime | None


class SlaPaused(SlaEvent):
    name: ClassVar = "sla.paused"
    label: ClassVar = N_("Clock paused")


class SlaResumed(SlaEvent):
    name: ClassVar = "sla.resumed"
    label: ClassVar = N_("Clock resumed")
    due_at: datetime | None


class SlaRetargeted(SlaEvent):
    name: ClassVar = "sla.retargeted"
    label: ClassVar = N_("Promise is due at another time")
    due_at: datetime | None


class SlaFulfilled(SlaEvent):
    name: ClassVar = "sla.fulfilled"
    label: ClassVar = N_("Promise kept")
    met_at: datetime


class SlaCancelled(SlaEvent):
    name: ClassVar = "sla.cancelled"
    label: ClassVar = N_("Promise does not hold any more")


class SlaWarned(SlaEvent):
    """Most of the time is used up."""

    name: ClassVar = "sla.warned"
    label: ClassVar = N_("Promise is due soon")
    clock_id: UUID
    due_at: datetime


class SlaBreached(SlaEvent):
    """`breached_at` is when it was due, whenever that was noticed."""

    name: ClassVar = "sla.breached"
    label: ClassVar = N_("Promise broken")
    clock_id: UUID
    breached_at: datetime


class SlaAlertDue(SlaEvent):
    """Somebody is to be told now."""

    name: ClassVar = "sla.alert_due"
    label: ClassVar = N_("Reminder of a promise")
    person_id: UUID
    breached: bool
