"""Events of automation rules."""

from typing import ClassVar
from uuid import UUID

from app.core.events.event_log import Event
from app.core.values.text import N_


class RuleEvent(Event):
    subject: ClassVar = "automation_rule"
    automation_rule_id: UUID


class RuleCreated(RuleEvent):
    name: ClassVar = "automation_rule.created"
    label: ClassVar = N_("Rule added")


class RuleUpdated(RuleEvent):
    name: ClassVar = "automation_rule.updated"
    label: ClassVar = N_("Rule changed")
    fields: list[str]


class RuleDeleted(RuleEvent):
    name: ClassVar = "automation_rule.deleted"
    label: ClassVar = N_("Rule removed")


class RuleFired(Event):
    """A rule did something to a ticket."""

    subject: ClassVar = "ticket"
    name: ClassVar = "ticket.rule_fired"
    label: ClassVar = N_("A rule was applied")
    ticket_id: UUID
    automation_rule_id: UUID
    rule_name: str
