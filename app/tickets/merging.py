"""What joins and parts tickets: merging, splitting, links, spam, and who takes part."""

from uuid import UUID

from sqlalchemy import select, update

from app.core.clock import now
from app.core.database import TenantSession
from app.core.errors import NotFound, Refusal, UnknownReference, ValidationFailed, field_problem
from app.core.events import announce
from app.core.ids import new_id
from app.core.text import N_
from app.desks.models import Desk, TicketStatus
from app.people.models import Person
from app.people.roles import Role
from app.tickets.events import (
    ParticipantAdded,
    ParticipantRemoved,
    TicketLinked,
    TicketMarkedAsSpam,
    TicketMerged,
    TicketTookOver,
    TicketUnlinked,
)
from app.tickets.lifecycle import check_writable, settle
from app.tickets.link_schemas import ParticipantCreate, TicketLinkCreate, TicketMerge, TicketSplit
from app.tickets.models import (
    AuthorKind,
    LinkKind,
    Message,
    MessageKind,
    Participant,
    ParticipantRole,
    PrioritySource,
    Ticket,
    TicketLink,
)
from app.tickets.opening import open_as


class MergeCycle(Refusal):
    """The ticket to merge into is this one, or goes on in this one."""

    title = N_("These tickets cannot be merged in this direction")
    advice = N_("Merge into the ticket that goes on.")


class MergeVisibility(Refusal):
    """The requester of this ticket may not see the other one."""

    title = N_("The requester could not follow the ticket")
    advice = N_("Send it with `add_requester: true` to let them take part in the other ticket.")


class AlreadyLinked(Refusal):
    """The two tickets are linked in this way already."""

    title = N_("These tickets are linked already")
    advice = N_("Read the links of the ticket.")


class AlreadyTakesPart(Refusal):
    """The person is the requester, or takes part already."""

    title = N_("This person takes part already")
    advice = N_("Read the participants of the ticket.")


async def merge(session: TenantSession, ticket: Ticket, wanted: TicketMerge) -> None:
    """Let this ticket go on in another one: what was said moves there, and it is read-only.

    A ticket that was itself merged is followed to where it went on. Messages keep their authors.
    """
    check_writable(ticket)
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
    await settle(session, ticket)
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
        chosen=None,
        fields=None,
        support_access_wanted=False,
        author_kind=AuthorKind.REQUESTER,
        author_id=author_id,
        opened_at=message.created_at,
    )
    _link(session, ticket_id, ticket.id, LinkKind.SPLIT_FROM)
    return ticket_id


async def link(session: TenantSession, ticket: Ticket, wanted: TicketLinkCreate) -> TicketLink:
    """Say what this ticket is to another one."""
    other = await session.refer(Ticket, wanted.other_id, "other_id")
    if other.id == ticket.id:
        problem = field_problem("other_id", "itself", N_("A ticket is not linked to itself."))
        raise ValidationFailed(errors=[problem])
    kind = LinkKind(wanted.kind)
    present = await session.scalar(
        select(TicketLink.id).where(
            TicketLink.ticket_id == ticket.id,
            TicketLink.other_id == other.id,
            TicketLink.kind == kind,
        )
    )
    if present is not None:
        raise AlreadyLinked
    return _link(session, ticket.id, other.id, kind)


async def unlink(session: TenantSession, ticket: Ticket, link_id: UUID) -> None:
    found = await session.fetch(TicketLink, link_id)
    if found.ticket_id != ticket.id:
        raise NotFound
    await session.delete(found)
    announce(session, TicketUnlinked(ticket_id=ticket.id, other_id=found.other_id, kind=found.kind))


async def mark_as_spam(session: TenantSession, ticket: Ticket) -> None:
    """Close the ticket without a word to anybody."""
    check_writable(ticket)
    ticket.is_spam = True
    ticket.status, ticket.closed_at = TicketStatus.CLOSED, now()
    await settle(session, ticket)
    announce(session, TicketMarkedAsSpam(ticket_id=ticket.id))


async def add_participant(
    session: TenantSession, ticket: Ticket, new: ParticipantCreate
) -> Participant:
    """Let somebody take part: in copy from outside, watching or helping from the desk."""
    check_writable(ticket)
    person = await session.refer(Person, new.person_id, "person_id")
    if person.role is Role.REQUESTER and new.role is not ParticipantRole.CC:
        problem = field_problem("role", "not_at_the_desk", N_("From outside people are in copy."))
        raise ValidationFailed(errors=[problem])
    if person.id == ticket.requester_id or await takes_part(session, ticket, person.id):
        raise AlreadyTakesPart
    return _join(session, ticket, person.id, new.role, notify=new.notify)


async def takes_part(session: TenantSession, ticket: Ticket, person_id: UUID) -> bool:
    """Whether somebody takes part in the ticket beside requester and assignee."""
    present = await session.scalar(
        select(Participant.id).where(
            Participant.ticket_id == ticket.id, Participant.person_id == person_id
        )
    )
    return present is not None


async def remove_participant(session: TenantSession, ticket: Ticket, participant_id: UUID) -> None:
    found = await session.fetch(Participant, participant_id)
    if found.ticket_id != ticket.id:
        raise NotFound
    await session.delete(found)
    announce(session, ParticipantRemoved(ticket_id=ticket.id, person_id=found.person_id))


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
    _join(session, target, requester_id, ParticipantRole.CC, notify=True)


def _join(
    session: TenantSession, ticket: Ticket, person_id: UUID, role: ParticipantRole, *, notify: bool
) -> Participant:
    joined = Participant(
        id=new_id(),
        ticket_id=ticket.id,
        person_id=person_id,
        role=role,
        notify=notify,
        added_by_id=session.actor.person_id,
        created_at=now(),
    )
    session.add(joined)
    announce(session, ParticipantAdded(ticket_id=ticket.id, person_id=person_id, role=role))
    return joined


def _link(session: TenantSession, ticket_id: UUID, other_id: UUID, kind: LinkKind) -> TicketLink:
    link = TicketLink(
        id=new_id(), ticket_id=ticket_id, other_id=other_id, kind=kind, created_at=now()
    )
    session.add(link)
    announce(session, TicketLinked(ticket_id=ticket_id, other_id=other_id, kind=kind))
    return link
