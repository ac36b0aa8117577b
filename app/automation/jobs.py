"""Listeners that evaluate automation rules, and the sweep that deletes old rule runs."""

from datetime import timedelta

from sqlalchemy import and_, delete, or_, select, update

from app.automation import service as rules
from app.automation.facts import Occasion
from app.automation.models import AutomationRule, RuleRun, Trigger
from app.core.data.database import TenantSession
from app.core.events.event_log import on
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

_PLAIN: dict[type[TicketEvent], Trigger] = {
    TicketOpened: Trigger.TICKET_OPENED,
    TicketUpdated: Trigger.TICKET_CHANGED,
    TicketStatusChanged: Trigger.STATUS_CHANGED,
    TicketSolved: Trigger.TICKET_SOLVED,
    TicketReopened: Trigger.TICKET_REOPENED,
    TicketClosed: Trigger.TICKET_CLOSED,
}


@on(TicketOpened)
@on(TicketUpdated)
@on(TicketStatusChanged)
@on(TicketSolved)
@on(TicketReopened)
@on(TicketClosed)
async def evaluate_rules(session: TenantSession, event: TicketEvent) -> None:
    await rules.take(session, Occasion(_PLAIN[type(event)], event.ticket_id))


@on(TicketAssigned)
async def evaluate_rules_on_assignment(session: TenantSession, event: TicketAssigned) -> None:
    if event.assignee_id is not None:
        await rules.take(session, Occasion(Trigger.TICKET_ASSIGNED, event.ticket_id))


@on(TicketReplied)
async def evaluate_rules_on_reply(session: TenantSession, event: TicketReplied) -> None:
    """Ignore automatic messages: two automatic writers would answer each other."""
    if event.is_automatic or event.author_kind is AuthorKind.SYSTEM:
        return
    by_agent = event.author_kind is AuthorKind.AGENT
    trigger = Trigger.AGENT_REPLIED if by_agent else Trigger.REQUESTER_REPLIED
    await rules.take(session, Occasion(trigger, event.ticket_id, message_id=event.message_id))


@on(TicketNoted)
async def evaluate_rules_on_note(session: TenantSession, event: TicketNoted) -> None:
    occasion = Occasion(Trigger.NOTE_WRITTEN, event.ticket_id, message_id=event.message_id)
    await rules.take(session, occasion)


@on(TicketRated)
async def evaluate_rules_on_rating(session: TenantSession, event: TicketRated) -> None:
    await rules.take(session, Occasion(Trigger.TICKET_RATED, event.ticket_id, stars=event.stars))


@on(SlaWarned)
@on(SlaBreached)
async def evaluate_rules_on_sla(session: TenantSession, event: SlaWarned | SlaBreached) -> None:
    is_warning = isinstance(event, SlaWarned)
    trigger = Trigger.SLA_WARNED if is_warning else Trigger.SLA_BREACHED
    await rules.take(session, Occasion(trigger, event.ticket_id, metric=event.metric))


@every(hours=1)
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
