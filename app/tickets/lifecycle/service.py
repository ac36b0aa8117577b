"""Lifecycle of a ticket: its statuses, whose turn it is, and whose workload it counts in."""

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import InvalidTransition
from app.desks.agents import service as agents
from app.desks.models import StatusName, TicketStatus
from app.tickets.events import (
    TicketClosed,
    TicketReopened,
    TicketSolved,
    TicketStatusChanged,
)
from app.tickets.models import AuthorKind, Awaiting, Message, Ticket

_NEW, _OPEN, _PENDING = TicketStatus.NEW, TicketStatus.OPEN, TicketStatus.PENDING
_ON_HOLD, _SOLVED, _CLOSED = TicketStatus.ON_HOLD, TicketStatus.SOLVED, TicketStatus.CLOSED

#: From each status to those that may follow it. Into open from solved or closed is to reopen.
EDGES: dict[TicketStatus, tuple[TicketStatus, ...]] = {
    _NEW: (_OPEN, _PENDING, _ON_HOLD, _SOLVED),
    _OPEN: (_PENDING, _ON_HOLD, _SOLVED),
    _PENDING: (_OPEN, _ON_HOLD, _SOLVED),
    _ON_HOLD: (_OPEN, _PENDING, _SOLVED),
    _SOLVED: (_OPEN, _CLOSED),
    _CLOSED: (_OPEN,),
}
#: Tickets in these weigh on whoever has them.
_WEIGHS = (_NEW, _OPEN)


def awaiting(ticket: Ticket) -> Awaiting:
    """Whose turn it is: a function of the status and of who spoke last in public."""
    if ticket.is_finished():
        return Awaiting.NOBODY
    if ticket.status is _ON_HOLD:
        return Awaiting.THIRD_PARTY
    if ticket.status is _PENDING:
        return Awaiting.REQUESTER
    theirs = ticket.last_requester_reply_at or ticket.opened_at
    ours = ticket.last_agent_reply_at
    return Awaiting.REQUESTER if ours is not None and ours > theirs else Awaiting.AGENT


async def move(
    session: TenantSession,
    ticket: Ticket,
    to: TicketStatus,
    *,
    name: StatusName | None = None,
    by_requester: bool = False,
    by_reply: bool = False,
) -> None:
    """Bring the ticket into another status, with all that follows; 409 if the way is barred."""
    ticket.require_writable()
    before = ticket.status
    if to is not before and to not in EDGES[before]:
        raise InvalidTransition(before, EDGES[before])
    ticket.status_name_id = name.id if name else None
    if to is not before:
        ticket.status = to
        if to is _SOLVED:
            ticket.solved_at = now()
            announce(session, TicketSolved(ticket_id=ticket.id, by_requester=by_requester))
        elif to is _CLOSED:
            ticket.closed_at = now()
            announce(session, TicketClosed(ticket_id=ticket.id))
        elif before in (_SOLVED, _CLOSED):
            _begin_cycle(ticket)
            reopened = TicketReopened(
                ticket_id=ticket.id, by_id=session.actor.person_id, by_reply=by_reply
            )
            announce(session, reopened)
        else:
            changed = TicketStatusChanged(
                ticket_id=ticket.id, status_before=before, status_after=to
            )
            announce(session, changed)
    await refresh_workload(session, ticket)


async def follow_reply(
    session: TenantSession, ticket: Ticket, message: Message, *, reopen: bool, solves: bool
) -> None:
    """Do to the ticket what a person's reply does to it; `reopen`: it was finished before.

    With `solves` the status stays: the caller solves the ticket.
    """
    if reopen:
        await move(session, ticket, TicketStatus.OPEN, by_reply=True)
    if message.author_kind is AuthorKind.AGENT:
        ticket.first_response_at = ticket.first_response_at or message.created_at
        ticket.last_agent_reply_at = message.created_at
        moves = ticket.status is _NEW
    else:
        ticket.last_requester_reply_at = message.created_at
        moves = ticket.status is _PENDING
    if moves and not solves:
        await move(session, ticket, _OPEN)
    else:
        await refresh_workload(session, ticket)


async def take_up_merged(session: TenantSession, merged: Ticket, target: Ticket) -> None:
    """Do to the target what the unfinished ticket that is merged into it asks for."""
    if merged.is_finished():
        return
    desks_turn = merged.awaiting is Awaiting.AGENT
    if desks_turn:
        target.last_requester_reply_at = now()
    if target.is_finished() or (desks_turn and target.status is _PENDING):
        await move(session, target, _OPEN)
    else:
        await refresh_workload(session, target)


async def refresh_workload(session: TenantSession, ticket: Ticket, *, force: bool = True) -> None:
    """Bring in line what follows from status and assignee: whose turn it is, and who carries it.

    With `force=False` an agent who carries enough is refused; a ticket that comes back to its
    assignee by itself is not.
    """
    ticket.awaiting = awaiting(ticket)
    before = ticket.carried_by_id
    carrier = ticket.assignee_id if ticket.status in _WEIGHS else None
    if carrier == before:
        return
    profiles = await agents.locked(session, [p for p in (before, carrier) if p is not None])
    if before is not None:
        profiles[before].current_open -= 1
    if carrier is not None:
        agents.take(profiles[carrier], force=force)
    ticket.carried_by_id = carrier


def _begin_cycle(ticket: Ticket) -> None:
    ticket.solved_at = ticket.closed_at = None
    ticket.first_response_at = ticket.last_agent_reply_at = None
    ticket.last_requester_reply_at = now()
    ticket.is_spam = False
    ticket.reopened_count += 1
