"""Statements that read automation rules and their runs."""

from sqlalchemy import and_, bindparam, select

from app.automation.models import AutomationRule, RuleRun
from app.core.data.statements import as_json, prepared
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
RULE = prepared(
    as_json(
        _RULES.where(
            AutomationRule.organization_id == bindparam("organization_id"),
            AutomationRule.id == bindparam("id"),
        ),
        "version",
    )
)
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
        RuleRun.problem,
        RuleRun.failed_action,
        RuleRun.depth,
        RuleRun.created_at,
    )
    .join(
        AutomationRule,
        and_(
            AutomationRule.organization_id == RuleRun.organization_id,
            AutomationRule.id == RuleRun.automation_rule_id,
        ),
    )
    .join(
        Ticket,
        and_(Ticket.organization_id == RuleRun.organization_id, Ticket.id == RuleRun.ticket_id),
    ),
    RuleRun,
)
