"""Merging and splitting of tickets."""

from uuid import UUID

from sqlalchemy import select, update

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import (
    Refusal,
    TryAgain,
    UnknownReference,
)
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.desks.models import Desk, TicketStatus
from app.tickets.attachments.service import attach_existing, files_of
from app.tickets.continuing.service import carry_on
from app.tickets.events import (
    TicketMerged,
    TicketTookOver,
)
from app.tickets.lifecycle.service import refresh_workload, take_up_merged
from app.tickets.links.models import LinkKind
from app.tickets.merging.carrying import carry
from app.tickets.merging.schemas import TicketMerge, TicketSplit
from app.tickets.messages.service import description_of
from app.tickets.models import AuthorKind, Message, MessageKind, PrioritySource, Ticket
from app.tickets.opening.service import NewTicket, open_as
from app.tickets.participants.models import ParticipantRole
from app.tickets.participants.service import join_ticket, people_of


class MergeCycle(Refusal):
    """The ticket to merge into is this one, or goes on in this one."""

    title = N_("These tickets cannot be merged in this direction")
    advice = N_("Merge into the ticket that goes on.")


class MergeVisibility(Refusal):
    """The requester, or somebody in copy, may not see the other ticket."""

    title = N_("Not everybody could follow the ticket")
    advice = N_("Send it with `add_requester: true` to let them take part in the other ticket.")


async def merge(session: TenantSession, ticket: Ticket, wanted: TicketMerge) -> None:
    """Let this ticket go on in another one: what belongs to it moves there, and it is read-only.

    A ticket that was itself merged is followed to where it went on. Messages keep their authors.
    """
    target = await _lock_both(session, ticket, wanted.into_id)
    ticket.require_writable()
    if target.id == ticket.id:
        raise MergeCycle
    await _keep_those_outside(session, ticket, target, add=wanted.add_requester)
    moved = select(Message).where(Message.ticket_id == ticket.id).order_by(Message.seq)
    for message in (await session.scalars(moved)).all():
        target.last_seq += 1
        message.ticket_id, message.seq = target.id, target.last_seq
    await carry(session, ticket, target)
    await take_up_merged(session, ticket, target)
    target.last_activity_at = max(target.last_activity_at, ticket.last_activity_at)
    # Whoever was merged into this one goes on in the target as well: one step leads there.
    await session.execute(
        update(Ticket)
        .where(
            Ticket.organization_id == session.actor.organization_id,
            Ticket.merged_into_id == ticket.id,
        )
        .values(merged_into_id=target.id, **Ticket.changed())
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
            description_html=message.body_html,
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
    split_off = await session.fetch(Ticket, ticket_id)
    await carry_on(session, ticket, split_off, LinkKind.SPLIT_FROM)
    copy = await description_of(session, split_off)
    copy.origin_id = message.origin_id or message.id
    await attach_existing(session, copy, await files_of(session, message))
    return ticket_id


async def _lock_both(session: TenantSession, ticket: Ticket, into_id: UUID) -> Ticket:
    """Lock the ticket, and the one to merge into or in which that goes on; return the latter."""
    target = await session.refer(Ticket, into_id, "into_id")
    if target.merged_into_id is not None:
        target = await session.fetch(Ticket, target.merged_into_id)
    await session.lock(ticket, target)
    if target.merged_into_id is not None:
        raise TryAgain  # it was merged while we waited for it
    return target


async def _keep_those_outside(
    session: TenantSession, ticket: Ticket, target: Ticket, *, add: bool
) -> None:
    """Requester and those in copy go on reading, or somebody decides that they may.

    Who is in copy is moved with the other participants.
    """
    outside = {ticket.requester_id, *await people_of(session, ticket, ParticipantRole.CC)}
    inside = {target.requester_id, *await people_of(session, target)}
    if outside <= inside:
        return
    if not add:
        raise MergeVisibility
    requester_id = ticket.requester_id
    if requester_id not in inside:
        join_ticket(session, target, requester_id, ParticipantRole.CC, notify=True)
