"""Assignment of tickets: by hand, by taking, or by the desk's strategy."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from app.calendars.service import business_time
from app.core.data.database import TenantSession
from app.core.data.statements import tenant_join
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import InvalidTransition, Refusal, ValidationFailed
from app.core.values.text import N_
from app.desks.agents import service as agents
from app.desks.models import (
    Availability,
    Desk,
    Skill,
    Specialization,
    Strategy,
    SupportProfile,
    TeamMember,
    TicketStatus,
)
from app.forms.models import FormNode
from app.people.models import Person
from app.tickets.events import TicketAssigned, TicketQueued
from app.tickets.lifecycle.service import move, refresh_workload
from app.tickets.messages.service import write_note
from app.tickets.models import QueueReason, Ticket

#: So many waiting tickets are looked at in one go.
_AT_ONCE = 50


class AlreadyAssigned(Refusal):
    """Somebody else took the ticket before: `assignee_id` and `assignee` say who."""

    title = N_("Somebody works on this ticket already")
    advice = N_("Leave it to them, or assign it to yourself.")


async def assign(
    session: TenantSession,
    ticket: Ticket,
    assignee_id: UUID | None,
    *,
    force: bool = False,
    reason: str | None = None,
) -> None:
    """Give the ticket to an agent, or with None back to the queue.

    Beyond what the agent carries only if a lead says so, and why; the reason is kept as a note.
    """
    ticket.require_writable()
    if ticket.status is TicketStatus.CLOSED:
        raise InvalidTransition(ticket.status, ["reopen"])
    if force:
        _check_force(session, reason)
    if assignee_id is not None:
        await agents.require_agent(session, assignee_id)
    if ticket.assignee_id == assignee_id:
        return
    await _give(session, ticket, assignee_id, force=force)
    if force and reason:
        await write_note(session, ticket, reason)


async def take(session: TenantSession, ticket: Ticket) -> None:
    """Take a ticket that nobody works on; of two who take it at once, one does."""
    actor_id = session.actor.person_id
    if ticket.assignee_id not in (None, actor_id):
        assignee = await session.fetch(Person, ticket.assignee_id)
        raise AlreadyAssigned(
            N_("{assignee} works on it."), assignee_id=assignee.id, assignee=assignee.name
        )
    await assign(session, ticket, actor_id)


async def assign_waiting(session: TenantSession) -> None:
    """Give waiting tickets of desks that want it to whoever should get them, urgent ones first."""
    waiting = await session.execute(
        select(Ticket, Desk)
        .join(Desk, tenant_join(Desk, Ticket, Ticket.desk_id))
        .where(
            Ticket.assignee_id.is_(None),
            Ticket.status.in_((TicketStatus.NEW, TicketStatus.OPEN)),
            Ticket.merged_into_id.is_(None),
            Desk.strategy != Strategy.MANUAL,
        )
        .order_by((Ticket.priority == "urgent").desc(), Ticket.opened_at, Ticket.id)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True, key_share=True, of=Ticket)
    )
    for ticket, desk in waiting.all():
        await _assign_by_rule(session, ticket, desk)


async def return_unanswered(session: TenantSession) -> None:
    """Put back what an agent left without a word for longer than the desk allows."""
    held = await session.execute(
        select(Ticket, Desk)
        .join(Desk, tenant_join(Desk, Ticket, Ticket.desk_id))
        .where(
            Desk.reassign_after_minutes.is_not(None),
            Ticket.assignee_id.is_not(None),
            Ticket.awaiting == "agent",
        )
        .order_by(Ticket.assigned_at)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True, key_share=True, of=Ticket)
    )
    for ticket, desk in held.all():
        timeout = timedelta(minutes=desk.reassign_after_minutes or 0)
        since = max(
            moment
            for moment in (
                ticket.assigned_at,
                ticket.last_requester_reply_at,
                ticket.last_agent_reply_at,
                ticket.opened_at,
            )
            if moment is not None
        )
        if now() - since > timeout:
            await _give(session, ticket, None, by_rule=True)


@dataclass(frozen=True, slots=True)
class _Candidate:
    person_id: UUID
    level: int
    load: float
    last: float

    def rank(self, strategy: Strategy) -> tuple[float, ...]:
        """The smallest is the one: best skill, then least load (or longest wait)."""
        load = self.load if strategy is Strategy.LEAST_LOADED else 0.0
        return (-self.level, load, self.last)


async def _assign_by_rule(session: TenantSession, ticket: Ticket, desk: Desk) -> None:
    candidates, reason = await _candidates(session, ticket, desk)
    for candidate in sorted(candidates, key=lambda c: c.rank(desk.strategy)):
        locked = await agents.locked(session, [candidate.person_id])
        profile = locked[candidate.person_id]
        if profile.availability is Availability.ONLINE and profile.has_room():
            await _give(session, ticket, candidate.person_id, by_rule=True)
            return
        reason = QueueReason.EVERYBODY_FULL
    if ticket.queue_reason is not reason:
        # Told once: a ticket that goes on waiting for the same reason is no news.
        ticket.queue_reason = reason
        announce(session, TicketQueued(ticket_id=ticket.id, reason=reason))


async def _candidates(
    session: TenantSession, ticket: Ticket, desk: Desk
) -> tuple[Sequence[_Candidate], QueueReason]:
    """Agents who could get the ticket; if there are none, the reason."""
    knows = (
        select(func.coalesce(func.max(Specialization.level), 0))
        .where(
            tenant_join(SupportProfile, Specialization, Specialization.profile_id),
            Specialization.form_node_id.in_(await _topics(session, ticket.form_node_id)),
        )
        .correlate(SupportProfile)
        .scalar_subquery()
    )
    found = await session.execute(
        select(SupportProfile, knows)
        .join(Person, tenant_join(Person, SupportProfile, SupportProfile.person_id))
        .where(
            SupportProfile.active,
            SupportProfile.availability == Availability.ONLINE,
            Person.active,
            *_in_team(ticket.team_id),
        )
    )
    rows = list(found.all())
    if not rows:
        return (), QueueReason.NOBODY_ONLINE
    if desk.specialization is Skill.REQUIRE and ticket.form_node_id is not None:
        rows = [row for row in rows if row[1] > 0]
        if not rows:
            return (), QueueReason.NOBODY_KNOWS
    if desk.respect_calendar:
        rows = [row for row in rows if await _works_now(session, row[0], desk)]
        if not rows:
            return (), QueueReason.OUTSIDE_HOURS
    candidates = [
        _Candidate(
            profile.person_id,
            level if desk.specialization is not Skill.IGNORE else 0,
            profile.current_open / max(profile.max_open_tickets or 1_000_000, 1),
            profile.last_assigned_at.timestamp() if profile.last_assigned_at else 0.0,
        )
        for profile, level in rows
        if profile.has_room()
    ]
    return candidates, QueueReason.EVERYBODY_FULL


def _in_team(team_id: UUID | None) -> tuple[ColumnElement[bool], ...]:
    if team_id is None:
        return ()
    member = select(TeamMember.person_id).where(
        TeamMember.organization_id == SupportProfile.organization_id,
        TeamMember.team_id == team_id,
    )
    return (SupportProfile.person_id.in_(member),)


async def _works_now(session: TenantSession, profile: SupportProfile, desk: Desk) -> bool:
    calendar_id = profile.working_calendar_id or desk.calendar_id
    hours = await business_time(session, calendar_id, around=now())
    return hours.is_open(now())


async def _topics(session: TenantSession, node_id: UUID | None) -> list[UUID]:
    """The node and those above it: who knows a tool knows what is below it."""
    topics: list[UUID] = []
    while node_id is not None and len(topics) < 20:
        topics.append(node_id)
        node_id = (await session.fetch(FormNode, node_id)).parent_id
    return topics


async def _give(
    session: TenantSession,
    ticket: Ticket,
    assignee_id: UUID | None,
    *,
    force: bool = False,
    by_rule: bool = False,
) -> None:
    ticket.assignee_id = assignee_id
    ticket.assigned_at = now() if assignee_id else None
    ticket.queue_reason = None
    await refresh_workload(session, ticket, force=force)
    if assignee_id is not None and ticket.status is TicketStatus.NEW:
        await move(session, ticket, TicketStatus.OPEN)
    assigned = TicketAssigned(
        ticket_id=ticket.id, assignee_id=assignee_id, by_rule=by_rule, forced=force
    )
    announce(session, assigned)


def _check_force(session: TenantSession, reason: str | None) -> None:
    session.actor.require("tickets:lead")
    if not reason:
        raise ValidationFailed.at("reason", "required", N_("Say why it is forced."))
