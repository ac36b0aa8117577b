"""What is said in a ticket: replies that everyone reads, notes that only the desk reads."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from app.core.clock import now
from app.core.database import TenantSession
from app.core.events import announce
from app.core.ids import new_id
from app.tickets.events import TicketNoted, TicketReplied
from app.tickets.models import AuthorKind, Message, MessageKind, ReadMarker, Ticket, TicketStatus


async def write_reply(
    session: TenantSession, ticket: Ticket, body: str, *, id: UUID | None = None
) -> Message:
    """A reply that requester and desk both read."""
    author_kind = author_kind_of(session, ticket)
    message = await _write(session, ticket, MessageKind.PUBLIC_REPLY, author_kind, body, id=id)
    if author_kind is AuthorKind.AGENT:
        ticket.first_response_at = ticket.first_response_at or message.created_at
        if ticket.status is TicketStatus.NEW:
            ticket.status = TicketStatus.OPEN
    announce(
        session,
        TicketReplied(
            ticket_id=ticket.id, message_id=message.id, seq=message.seq, author_kind=author_kind
        ),
    )
    return message


async def write_note(
    session: TenantSession, ticket: Ticket, body: str, *, id: UUID | None = None
) -> Message:
    """A note that only the desk reads."""
    message = await _write(
        session, ticket, MessageKind.INTERNAL_NOTE, AuthorKind.AGENT, body, id=id
    )
    announce(session, TicketNoted(ticket_id=ticket.id, message_id=message.id, seq=message.seq))
    return message


async def mark_read(session: TenantSession, ticket: Ticket, seq: int) -> None:
    """Remember how far the caller has read. A marker never moves back."""
    marker = insert(ReadMarker).values(
        organization_id=session.actor.organization_id,
        ticket_id=ticket.id,
        person_id=session.actor.person_id,
        last_read_seq=min(seq, ticket.last_seq),
    )
    await session.execute(
        marker.on_conflict_do_update(
            index_elements=["organization_id", "ticket_id", "person_id"],
            set_={"last_read_seq": marker.excluded.last_read_seq},
            where=ReadMarker.last_read_seq < marker.excluded.last_read_seq,
        )
    )


def author_kind_of(session: TenantSession, ticket: Ticket) -> AuthorKind:
    """On which side of the desk the caller stands in this ticket."""
    if session.actor.kind == "system":
        return AuthorKind.SYSTEM
    actor = session.actor
    if actor.person_id == ticket.requester_id or not actor.may("tickets:all"):
        return AuthorKind.REQUESTER  # or an administrator of the same customer
    return AuthorKind.AGENT


async def _write(
    session: TenantSession,
    ticket: Ticket,
    kind: MessageKind,
    author_kind: AuthorKind,
    body: str,
    *,
    id: UUID | None,
) -> Message:
    moment = now()
    ticket.last_seq += 1
    if kind is MessageKind.PUBLIC_REPLY:
        ticket.last_activity_at = moment
    message = Message(
        id=id or new_id(),
        ticket_id=ticket.id,
        seq=ticket.last_seq,
        kind=kind,
        author_kind=author_kind,
        author_id=session.actor.person_id,
        body=body,
        created_at=moment,
    )
    session.add(message)
    await session.flush()
    return message
