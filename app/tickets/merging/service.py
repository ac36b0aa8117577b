"""Merging and splitting of tickets."""

from uuid import UUID

from sqlalchemy import select, update

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import (
    Refusal,
    UnknownReference,
)
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.desks.models import Desk, TicketStatus
from app.tickets.events import (
    TicketMerged,
    TicketTookOver,
)
from app.tickets.lifecycle.service import refresh_workload
from app.tickets.links.models import LinkKind
from app.tickets.links.service import link_tickets
from app.tickets.merging.schemas import TicketMerge, TicketSplit
from app.tickets.models import AuthorKind, Message, MessageKind, PrioritySource, Ticket
from app.tickets.opening.service import NewTicket, open_as
from app.tickets.participants.models import ParticipantRole
from app.tickets.participants.service import join_ticket, takes_part


class MergeCycle(Refusal):
    """The ticket to merge into is this one, or goes on in this one."""

    title = N_("These tickets cannot be merged in this direction")
    advice = N_("Merge into the ticket that goes on.")


class MergeVisibility(Refusal):
    """The requester of this ticket may not see the other one."""

    title = N_("The requester could not follow the ticket")
    advice = N_("Send it with `add_requester: true` to let them take part in the other ticket.")


async def merge(session: TenantSession, ticket: Ticket, wanted: TicketMerge) -> None:
    """Let this ticket go on in another one: what was said moves there, and it is read-only.

    A ticket that was itself merged is followed to where it went on. Messages keep their authors.
    """
    ticket.require_writable()
    target = await _target(session, wanted.into_id)
    if target.id == ticket.id:
        raise MergeCycle
    await _keep_the_requester(session, ticket, target, add=wanted.add_requester)
    moved = select(Message).where(Message.ticket_id == ticket.id).order_by(Message.seq)
    for message in (await session.scalars(moved)).all():
        target.last_seq += 1
        message.ticket_id, message.seq = target.id, target.last_seq
    target.last_activity_at = max(target.last_activity_at, ticket.last_activity_at)
    # Whoever was merged into this one goes on in the target as well: one step leads there.
    await session.execute(
        update(Ticket)
        .where(
            Ticket.organization_id == session.actor.organization_id,
            Ticket.merged_into_id == ticket.id,
        )
        .values(merged_into_id=target.id)
    )
    ticket.merged_into_id = target.id
    ticket.status, ticket.closed_at = TicketStatus.CLOSED, now()
    ticket.solved_at = ticket.solved_at or now()
    await refresh_workload(session, ticket)
    await session.flush()
    announce(
        session, TicketMerged(ticket_id=ticket.id, into_id=target.id, into_number=target.number)
    )
    announce(
        session, TicketTookOver(ticket_id=target.id, other_id=ticket.id, other_number=ticket.number)
    )


async def split(session: TenantSession, ticket: Ticket, wanted: TicketSplit) -> UUID:
    """Make a public message the beginning of a ticket of its own, opened when it was written."""
    message = await session.refer(Message, wanted.message_id, "message_id")
    if message.ticket_id != ticket.id or message.kind is not MessageKind.PUBLIC_REPLY:
        raise UnknownReference.at("message_id")
    theirs = message.author_kind in (AuthorKind.REQUESTER, AuthorKind.PARTICIPANT)
    author_id = message.author_id if theirs else ticket.requester_id
    assert author_id is not None
    desk = await session.fetch(Desk, ticket.desk_id)
    ticket_id = await open_as(
        session,
        NewTicket(
            id=wanted.id or new_id(),
            subject=wanted.subject,
            description=message.body,
            priority=ticket.priority,
            priority_source=PrioritySource.AGENT,
            channel=message.channel or ticket.channel,
            requester_id=author_id,
            customer_id=ticket.customer_id,
            site_id=ticket.site_id,
            desk_id=ticket.desk_id,
            protocol_format=desk.protocol_format,
            author_kind=AuthorKind.REQUESTER,
            author_id=author_id,
            opened_at=message.created_at,
        ),
    )
    link_tickets(session, ticket_id, ticket.id, LinkKind.SPLIT_FROM)
    return ticket_id


async def _target(session: TenantSession, into_id: UUID) -> Ticket:
    """The ticket to merge into, or the one in which that goes on; locked."""
    target = await session.refer(Ticket, into_id, "into_id")
    return await session.fetch(Ticket, target.merged_into_id or target.id, lock=True)


async def _keep_the_requester(
    session: TenantSession, ticket: Ticket, target: Ticket, *, add: bool
) -> None:
    """The requester of a merged ticket goes on reading, or somebody decides that they may."""
    requester_id = ticket.requester_id
    if requester_id == target.requester_id:
        return
    if await takes_part(session, target, requester_id):
        return
    if not add:
        raise MergeVisibility
    join_ticket(session, target, requester_id, ParticipantRole.CC, notify=True)
