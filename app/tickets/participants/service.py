"""Participants of a ticket: in copy from outside, watching or helping at the desk."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import (
    NotFound,
    Refusal,
    ValidationFailed,
)
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.people.models import Person, Role
from app.tickets.events import ParticipantCreated, ParticipantDeleted
from app.tickets.models import Ticket
from app.tickets.participants.models import Participant, ParticipantRole
from app.tickets.participants.schemas import ParticipantCreate


class AlreadyTakesPart(Refusal):
    """The person is the requester, or takes part already."""

    title = N_("This person takes part already")
    advice = N_("Read the participants of the ticket.")


async def create_participant(
    session: TenantSession, ticket: Ticket, new: ParticipantCreate
) -> Participant:
    """Let somebody take part: in copy from outside, watching or helping from the desk."""
    ticket.require_writable()
    person = await session.refer(Person, new.person_id, "person_id")
    if person.role is Role.REQUESTER and new.role is not ParticipantRole.CC:
        raise ValidationFailed.at("role", "not_at_the_desk", N_("From outside people are in copy."))
    if person.id == ticket.requester_id or await takes_part(session, ticket, person.id):
        raise AlreadyTakesPart
    return join_ticket(session, ticket, person.id, new.role, notify=new.notify)


async def takes_part(session: TenantSession, ticket: Ticket, person_id: UUID) -> bool:
    """Return True if somebody takes part in the ticket beside requester and assignee."""
    present = await session.scalar(
        select(Participant.id).where(
            Participant.ticket_id == ticket.id, Participant.person_id == person_id
        )
    )
    return present is not None


async def people_of(
    session: TenantSession, ticket: Ticket, *roles: ParticipantRole
) -> Sequence[UUID]:
    """Participants of the ticket; if roles are named, those in one of them."""
    wanted = select(Participant.person_id).where(
        Participant.ticket_id == ticket.id, Participant.role.in_(roles or ParticipantRole)
    )
    return (await session.scalars(wanted)).all()


async def delete_participant(session: TenantSession, ticket: Ticket, participant_id: UUID) -> None:
    found = await session.fetch(Participant, participant_id)
    if found.ticket_id != ticket.id:
        raise NotFound
    await session.delete(found)
    announce(session, ParticipantDeleted(ticket_id=ticket.id, person_id=found.person_id))


def join_ticket(
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
    announce(session, ParticipantCreated(ticket_id=ticket.id, person_id=person_id, role=role))
    return joined


async def copy_participants(session: TenantSession, old: Ticket, new: Ticket) -> None:
    """Let those who took part in the old ticket take part in the one that continues it.

    If somebody in copy has opened it, the requester of the old one is in copy now.
    """
    before = await session.scalars(select(Participant).where(Participant.ticket_id == old.id))
    for each in before.all():
        if each.person_id != new.requester_id:
            join_ticket(session, new, each.person_id, each.role, notify=each.notify)
    if old.requester_id != new.requester_id:
        join_ticket(session, new, old.requester_id, ParticipantRole.CC, notify=True)
