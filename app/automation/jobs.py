"""Listeners that evaluate automation rules, and the sweep that deletes old rule runs."""

from datetime import timedelta

from sqlalchemy import and_, delete, or_, select, update

from app.automation import service as rules
from app.automation.facts import Occasion
from app.automation.models import AutomationRule, RuleRun, Trigger
from app.core.data.database import TenantSession
from app.core.events.event_log import Event
from app.core.events.listeners import Known, OrganizationFact, on
from app.core.events.schedule import every
from app.core.values.clock import now
from app.ratings.events import TicketRated
from app.sla.events import SlaBreached, SlaWarned
from app.tickets.events import (
    TicketAssigned,
    TicketClosed,
    TicketEvent,
    TicketNoted,
    TicketOpened,
    TicketReopened,
    TicketReplied,
    TicketSolved,
    TicketStatusChanged,
    TicketUpdated,
)
from app.tickets.models import AuthorKind

#: Why rules did or did not fire can be read for so long.
KEPT = timedelta(days=30)
_AT_ONCE = 5000

#: Triggers that have a rule.
_TRIGGERS = OrganizationFact("""array(select distinct trigger from automation_rules
        where organization_id = :organization_id and mode <> 'inactive')""")

_PLAIN: dict[type[TicketEvent], Trigger] = {
    TicketOpened: Trigger.TICKET_OPENED,
    TicketUpdated: Trigger.TICKET_CHANGED,
    TicketStatusChanged: Trigger.STATUS_CHANGED,
    TicketSolved: Trigger.TICKET_SOLVED,
    TicketReopened: Trigger.TICKET_REOPENED,
    TicketClosed: Trigger.TICKET_CLOSED,
}


def _occasion(event: Event) -> Occasion | None:  # noqa: PLR0911 - one for each
    """The occasion for rules that an event is; None: it is none."""
    match event:
        case TicketReplied(is_automatic=True) | TicketReplied(author_kind=AuthorKind.SYSTEM):
            return None  # two automatic writers would answer each other
        case TicketReplied():
            by_agent = event.author_kind is AuthorKind.AGENT
            trigger = Trigger.AGENT_REPLIED if by_agent else Trigger.REQUESTER_REPLIED
            return Occasion(trigger, event.ticket_id, message_id=event.message_id)
        case TicketNoted():
            return Occasion(Trigger.NOTE_WRITTEN, event.ticket_id, message_id=event.message_id)
        case TicketAssigned(assignee_id=None):
            return None
        case TicketAssigned():
            return Occasion(Trigger.TICKET_ASSIGNED, event.ticket_id)
        case TicketRated():
            return Occasion(Trigger.TICKET_RATED, event.ticket_id, stars=event.stars)
        case SlaWarned():
            return Occasion(Trigger.SLA_WARNED, event.ticket_id, metric=event.metric)
        case SlaBreached():
            return Occasion(Trigger.SLA_BREACHED, event.ticket_id, metric=event.metric)
        case TicketEvent():
            return Occasion(_PLAIN[type(event)], event.ticket_id)
    return None


def _has_rules(event: Event, known: Known) -> bool:
    occasion = _occasion(event)
    return occasion is not None and occasion.trigger in known[_TRIGGERS]


@on(TicketOpened, concerns=_has_rules)
@on(TicketUpdated, concerns=_has_rules)
@on(TicketStatusChanged, concerns=_has_rules)
@on(TicketSolved, concerns=_has_rules)
@on(TicketReopened, concerns=_has_rules)
@on(TicketClosed, concerns=_has_rules)
@on(TicketAssigned, concerns=_has_rules)
@on(TicketReplied, concerns=_has_rules)
@on(TicketNoted, concerns=_has_rules)
@on(TicketRated, concerns=_has_rules)
@on(SlaWarned, concerns=_has_rules)
@on(SlaBreached, concerns=_has_rules)
async def evaluate_rules(session: TenantSession, event: Event) -> None:
    occasion = _occasion(event)
    assert occasion is not None
    await rules.take(session, occasion)


@every(hours=1, organizations="with_old_rule_runs")
async def delete_old_rule_runs(session: TenantSession) -> None:
    """Delete old runs, except the fact that a rule that fires once per ticket has fired."""
    organization_id = session.actor.organization_id
    needed = select(AutomationRule.id).where(AutomationRule.once_per_ticket)
    is_needed = and_(RuleRun.outcome == "fired", RuleRun.automation_rule_id.in_(needed))
    old = (
        select(RuleRun.id)
        .where(RuleRun.created_at < now() - KEPT, or_(~is_needed, RuleRun.checks != []))
        .order_by(RuleRun.created_at)
        .limit(_AT_ONCE)
    )
    ids = (await session.scalars(old)).all()
    if not ids:
        return
    these = and_(RuleRun.organization_id == organization_id, RuleRun.id.in_(ids))
    await session.execute(delete(RuleRun).where(these, ~is_needed))
    await session.execute(update(RuleRun).where(these).values(checks=[]))
