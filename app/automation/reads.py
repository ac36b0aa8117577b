"""What callers read of macros, rules and their log: statements, compiled once."""

from sqlalchemy import and_, bindparam, cast, or_, select
from sqlalchemy.types import Text

from app.automation.models import AutomationRule, Macro, RuleRun
from app.core.listing import Listing
from app.core.statements import as_json, prepared
from app.desks.models import TeamMember
from app.tickets.models import Ticket
from app.tickets.sight import ACTOR

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
_MACROS = select(
    Macro.id,
    Macro.name,
    Macro.person_id,
    Macro.team_id,
    Macro.actions,
    Macro.created_at,
    Macro.version,
)
_OWN = Macro.person_id == ACTOR
_SHARED = Macro.person_id.is_(None)
_MY_TEAMS = select(TeamMember.team_id).where(
    TeamMember.organization_id == Macro.organization_id, TeamMember.person_id == ACTOR
)
#: By whether the reader leads the desk: who does sees the macros of all teams.
SEEN = {
    True: or_(_OWN, _SHARED),
    False: or_(_OWN, and_(_SHARED, or_(Macro.team_id.is_(None), Macro.team_id.in_(_MY_TEAMS)))),
}
MACROS = Listing(_MACROS, Macro)
MACRO = {
    leads: prepared(
        as_json(
            _MACROS.where(
                Macro.organization_id == bindparam("organization_id"),
                Macro.id == bindparam("id"),
                SEEN[leads],
            ),
            "version",
        )
    )
    for leads in (True, False)
}
MACRO_ACTIONS = {
    leads: prepared(
        select(cast(Macro.actions, Text).label("actions")).where(
            Macro.organization_id == bindparam("organization_id"),
            Macro.id == bindparam("id"),
            SEEN[leads],
        )
    )
    for leads in (True, False)
}
