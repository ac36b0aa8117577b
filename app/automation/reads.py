"""Statements that read automation rules and their runs."""

from sqlalchemy import select

from app.automation.models import AutomationRule, RuleRun
from app.core.data.statements import read_by_id, tenant_join
from app.core.http.listing import Listing
from app.tickets.models import Ticket

_RULES = select(
    AutomationRule.id,
    AutomationRule.name,
    AutomationRule.position,
    AutomationRule.mode,
    AutomationRule.trigger,
    AutomationRule.conditions,
    AutomationRule.hours,
    AutomationRule.actions,
    AutomationRule.once_per_ticket,
    AutomationRule.created_at,
    AutomationRule.version,
)
RULES = Listing(_RULES, AutomationRule)
RULE = read_by_id(_RULES, AutomationRule, "version")
RUNS = Listing(
    select(
        RuleRun.id,
        RuleRun.automation_rule_id,
        AutomationRule.name.label("rule_name"),
        RuleRun.rule_version,
        RuleRun.ticket_id,
        Ticket.number.label("ticket_number"),
        RuleRun.trigger,
        RuleRun.outcome,
        RuleRun.checks,
        RuleRun.failure_code,
        RuleRun.failed_action,
        RuleRun.depth,
        RuleRun.created_at,
    )
    .join(AutomationRule, tenant_join(AutomationRule, RuleRun, RuleRun.automation_rule_id))
    .join(Ticket, tenant_join(Ticket, RuleRun, RuleRun.ticket_id)),
    RuleRun,
)
