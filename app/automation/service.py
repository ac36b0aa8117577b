"""Automation rules: how they are written down, judged and applied."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.automation.actions import Edited, check_references, filled_in, perform
from app.automation.conditions import Check, ConditionField, Facts, evaluate
from app.automation.events import RuleCreated, RuleDeleted, RuleFired, RuleUpdated
from app.automation.facts import Occasion, facts_about, last_occasion
from app.automation.models import (
    AutomationRule,
    Outcome,
    RuleHours,
    RuleMode,
    RuleRun,
)
from app.automation.schemas import AutomationRuleCreate, AutomationRuleUpdate
from app.calendars.service import business_time
from app.core.data.database import TenantSession
from app.core.data.statements import sql
from app.core.events.event_log import announce, cause_of
from app.core.values.clock import now
from app.core.values.errors import Refusal, ValidationFailed
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.core.values.wire import apply
from app.customers.models import Customer
from app.desks.agents import service as agents
from app.desks.models import Desk, Team
from app.forms.models import FormNode, TicketProcess
from app.people.held_work.service import HeldWork
from app.people.models import Person
from app.tickets.models import Ticket

#: So many steps from what somebody did, no rule acts any more.
MAX_DEPTH = 5
_FIRED = sql("""select from rule_runs
        where organization_id = :organization_id and automation_rule_id = :rule_id
          and ticket_id = :ticket_id and outcome = 'fired'
          and (:root_seq::bigint is null or root_seq = :root_seq)
        limit 1""")
#: Rules that still act, and macros that others share: those that assign to somebody.
HeldWork(
    sql("""select a.kind, a.id, a.name, null::timestamptz as starts_at
         from (select 'automation_rule' as kind, r.id, r.name, r.actions
                 from automation_rules r
                where r.organization_id = :organization_id and r.mode <> 'inactive'
               union all
               select 'macro', m.id, m.name, m.actions
                 from macros m
                where m.organization_id = :organization_id and m.person_id is null) a
        where a.actions @> jsonb_build_array(
                  jsonb_build_object('type', 'assign', 'value', :person_id::uuid::text))
        order by a.kind, a.name, a.id
        limit :most"""),
    can_hold=agents.can_work,
)
_REFERS_TO: dict[ConditionField, type[Any]] = {
    ConditionField.DESK: Desk,
    ConditionField.TEAM: Team,
    ConditionField.ASSIGNEE: Person,
    ConditionField.REQUESTER: Person,
    ConditionField.CUSTOMER: Customer,
    ConditionField.TOPIC: FormNode,
    ConditionField.PROCESS: TicketProcess,
}


async def create_rule(session: TenantSession, new: AutomationRuleCreate) -> AutomationRule:
    await _check(session, new)
    rule = AutomationRule(
        **new.model_dump(mode="json", exclude={"id"}),
        id=new.id or new_id(),
    )
    session.add(rule)
    announce(session, RuleCreated(automation_rule_id=rule.id))
    return rule


async def update_rule(
    session: TenantSession, rule: AutomationRule, change: AutomationRuleUpdate
) -> None:
    await _check(session, change)
    wanted = change.model_dump(mode="json", exclude_unset=True)
    apply(rule, wanted)
    if wanted:
        announce(session, RuleUpdated(automation_rule_id=rule.id, fields=sorted(wanted)))


async def delete_rule(session: TenantSession, rule: AutomationRule) -> None:
    """Forget a rule and its log."""
    await session.delete(rule)
    announce(session, RuleDeleted(automation_rule_id=rule.id))


async def take(session: TenantSession, occasion: Occasion) -> None:
    """Try each rule for what happened, in order; each sees what those before it did."""
    rules = await session.scalars(
        select(AutomationRule)
        .where(AutomationRule.trigger == occasion.trigger, AutomationRule.mode != RuleMode.INACTIVE)
        .order_by(AutomationRule.position, AutomationRule.id)
    )
    waiting = rules.all()
    if not waiting:
        return
    ticket = await session.fetch(Ticket, occasion.ticket_id, lock=True)
    if ticket.is_spam or ticket.merged_into_id is not None:
        return
    facts: Facts = {}
    for rule in waiting:
        facts = facts or await facts_about(session, ticket, occasion)
        outcome, checks = await judge(session, rule, ticket, facts)
        run = RuleRun(
            automation_rule_id=rule.id,
            rule_version=rule.version,
            ticket_id=ticket.id,
            trigger=occasion.trigger,
            outcome=outcome,
            checks=[dict(check) for check in checks],
            **cause_of(session)._asdict(),
            created_at=now(),
        )
        if outcome is Outcome.FIRED:
            ticket = await _act(session, rule, ticket, run)
            facts = {}
        session.add(run)


async def judge(
    session: TenantSession, rule: AutomationRule, ticket: Ticket, facts: Facts
) -> tuple[Outcome, list[Check]]:
    """Result of the rule's conditions, and each condition with the value found."""
    holds, checks = evaluate(rule.conditions, facts)
    if not holds:
        return Outcome.NOT_MATCHED, checks
    if not await _at_the_right_time(session, rule, ticket):
        return Outcome.WRONG_HOURS, checks
    if await _fired_before(session, rule, ticket):
        return Outcome.FIRED_BEFORE, checks
    if cause_of(session).depth > MAX_DEPTH:
        return Outcome.TOO_DEEP, checks
    return (Outcome.FIRED if rule.mode is RuleMode.ACTIVE else Outcome.WOULD_FIRE), checks


async def try_out(
    session: TenantSession, rule: AutomationRule, ticket_id: UUID
) -> tuple[Outcome, list[Check], Sequence[dict[str, Any]]]:
    """Result of the rule for a ticket if it ran now; nothing is done."""
    ticket = await session.refer(Ticket, ticket_id, "ticket_id")
    ticket.require_writable()
    occasion = await last_occasion(session, ticket, rule.trigger)
    facts = await facts_about(session, ticket, occasion)
    outcome, checks = await judge(session, rule, ticket, facts)
    if outcome is Outcome.FIRED:
        outcome = Outcome.WOULD_FIRE
    return outcome, checks, await filled_in(session, ticket.id, rule.actions)


async def _act(
    session: TenantSession, rule: AutomationRule, ticket: Ticket, run: RuleRun
) -> Ticket:
    """Do all that the rule says, or nothing of it; the run tells which action was refused."""
    done = 0
    try:
        async with session.attempt():
            for action in await filled_in(session, ticket.id, rule.actions):
                await perform(session, ticket, action, Edited())
                done += 1
            announce(
                session,
                RuleFired(ticket_id=ticket.id, automation_rule_id=rule.id, rule_name=rule.name),
            )
    except Refusal as refusal:
        run.outcome, run.failure_code, run.failed_action = Outcome.FAILED, refusal.code(), done
        await session.refresh(rule)
        return await session.fetch(Ticket, run.ticket_id, lock=True)
    return ticket


async def _at_the_right_time(session: TenantSession, rule: AutomationRule, ticket: Ticket) -> bool:
    if rule.hours is RuleHours.ANY:
        return True
    desk = await session.fetch(Desk, ticket.desk_id)
    hours = await business_time(session, desk.calendar_id, around=now())
    return hours.is_open(now()) is (rule.hours is RuleHours.INSIDE)


async def _fired_before(session: TenantSession, rule: AutomationRule, ticket: Ticket) -> bool:
    """Return True if it fired for the same cause before, or at all if once is enough."""
    root_seq = cause_of(session).root_seq
    if root_seq is None and not rule.once_per_ticket:
        return False
    same_cause = None if rule.once_per_ticket else root_seq
    fired = await session.row(_FIRED, rule_id=rule.id, ticket_id=ticket.id, root_seq=same_cause)
    return fired is not None


async def _check(
    session: TenantSession, wanted: AutomationRuleCreate | AutomationRuleUpdate
) -> None:
    """Refuse a rule that names something that does not exist."""
    actions = wanted.actions or []
    for place, action in enumerate(actions):
        if action.type == "assign" and action.value == "me":
            detail = N_("A rule is nobody: name the agent.")
            raise ValidationFailed.at(f"actions/{place}/value", "me", detail)
    await check_references(session, actions)
    await session.refer_all(_references(wanted))


def _references(
    wanted: AutomationRuleCreate | AutomationRuleUpdate,
) -> Iterator[tuple[str, type[Any], UUID]]:
    if wanted.conditions is None:
        return
    for group in ("all", "any"):
        for place, condition in enumerate(getattr(wanted.conditions, group)):
            model = _REFERS_TO.get(condition.field)
            for which, value in enumerate(condition.values if model else ()):
                assert model is not None
                yield f"conditions/{group}/{place}/values/{which}", model, UUID(value)
