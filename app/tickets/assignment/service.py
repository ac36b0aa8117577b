"""Assignment of tickets: by hand, by taking, or by the desk's strategy."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from app.calendars.service import business_time
from app.core.data.database import TenantSession
from app.core.data.statements import sql, tenant_join
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import InvalidTransition, Refusal, ValidationFailed
from app.core.values.text import N_
from app.desks.agents import service as agents
from app.desks.models import (
    Availability,
    Desk,
    Skill,
    Strategy,
    TicketStatus,
)
from app.people.held_work.service import HeldWork
from app.people.models import Person
from app.tickets.events import TicketAssigned, TicketQueued
from app.tickets.lifecycle.service import move, refresh_workload
from app.tickets.messages.service import write_note
from app.tickets.models import QueueReason, Ticket

#: So many waiting tickets are looked at in one go.
_AT_ONCE = 50
#: More than anybody has: all of it goes back at once.
_MOST_HELD = 100_000
#: So many levels of the form tree are looked up.
_MOST_TOPICS = 20
_WAITING = sql("""select t.id, t.desk_id
         from tickets t join desks d on d.organization_id = :organization_id and d.id = t.desk_id
        where t.organization_id = :organization_id and t.assignee_id is null
          and t.status in ('new', 'open') and t.merged_into_id is null and d.strategy <> 'manual'
        order by (t.priority = 'urgent') desc, t.opened_at, t.id
        limit :at_once
          for no key update of t skip locked""")
#: Agents online, and how well they know a topic: who knows a tool knows what is below it.
_ONLINE = sql("""with recursive topics as (
           select n.id, n.parent_id, 1 as level from form_nodes n
            where n.organization_id = :organization_id and n.id = :form_node_id
           union all
           select n.id, n.parent_id, topics.level + 1
             from topics join form_nodes n on n.id = topics.parent_id
            where n.organization_id = :organization_id and topics.level < :most
       )
       select s.person_id, s.working_calendar_id, s.current_open, s.max_open_tickets,
              s.last_assigned_at,
              (select coalesce(max(k.level), 0) from specializations k
                where k.organization_id = :organization_id and k.profile_id = s.id
                  and k.form_node_id in (select id from topics)) as level
         from support_profiles s
         join people p on p.organization_id = :organization_id and p.id = s.person_id
        where s.organization_id = :organization_id and s.active and s.availability = 'online'
          and p.active
          and (:team_id::uuid is null
               or exists (select from team_members m
                           where m.organization_id = :organization_id and m.team_id = :team_id
                             and m.person_id = s.person_id))""")


#: What an agent has and is not finished.
_HELD = sql("""select 'ticket' as kind, id, protocol as name, null::timestamptz as starts_at
         from tickets
        where organization_id = :organization_id and assignee_id = :person_id
          and status in ('new', 'open', 'pending', 'on_hold') and merged_into_id is null
        order by opened_at, id
        limit :most""")
HeldWork(_HELD, can_hold=agents.can_work)


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
    for row in await session.rows(_WAITING, at_once=_AT_ONCE):
        ticket = await session.fetch(Ticket, row["id"], lock=True)  # it is: read it anew
        await _assign_by_rule(session, ticket, await session.fetch(Desk, row["desk_id"]))


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


async def return_held(session: TenantSession, person_id: UUID) -> None:
    """Put back what somebody has and is not finished: they do not work at the desk any more."""
    held = await session.rows(_HELD, person_id=person_id, most=_MOST_HELD)
    for ticket_id in sorted(row["id"] for row in held):
        ticket = await session.fetch(Ticket, ticket_id, lock=True)
        if ticket.assignee_id == person_id and not ticket.is_finished():
            await _give(session, ticket, None, by_rule=True)


async def return_if_gone(session: TenantSession, ticket_id: UUID) -> None:
    """Put back a ticket whose assignee does not work at the desk any more."""
    ticket = await session.fetch(Ticket, ticket_id, lock=True)
    if ticket.assignee_id is None or ticket.is_finished():
        return
    if not await agents.is_agent(session, ticket.assignee_id):
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
        if not await agents.is_agent(session, candidate.person_id):
            continue
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
    rows = await session.rows(
        _ONLINE, form_node_id=ticket.form_node_id, team_id=ticket.team_id, most=_MOST_TOPICS
    )
    if not rows:
        return (), QueueReason.NOBODY_ONLINE
    if desk.specialization is Skill.REQUIRE and ticket.form_node_id is not None:
        rows = [row for row in rows if row["level"] > 0]
        if not rows:
            return (), QueueReason.NOBODY_KNOWS
    if desk.respect_calendar:
        rows = [
            row
            for row in rows
            if await _is_open(session, row["working_calendar_id"] or desk.calendar_id)
        ]
        if not rows:
            return (), QueueReason.OUTSIDE_HOURS
    candidates = [
        _Candidate(
            row["person_id"],
            row["level"] if desk.specialization is not Skill.IGNORE else 0,
            row["current_open"] / max(row["max_open_tickets"] or 1_000_000, 1),
            row["last_assigned_at"].timestamp() if row["last_assigned_at"] else 0.0,
        )
        for row in rows
        if row["max_open_tickets"] is None or row["current_open"] < row["max_open_tickets"]
    ]
    return candidates, QueueReason.EVERYBODY_FULL


async def _is_open(session: TenantSession, calendar_id: UUID | None) -> bool:
    return (await business_time(session, calendar_id, around=now())).is_open(now())


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
        ticket_id=ticket.id,
        assignee_id=assignee_id,
        by_rule=by_rule,
        forced=force,
        by_id=session.actor.person_id,
    )
    announce(session, assigned)


def _check_force(session: TenantSession, reason: str | None) -> None:
    session.actor.require("tickets:lead")
    if not reason:
        raise ValidationFailed.at("reason", "required", N_("Say why it is forced."))
