"""Messages of a ticket: public replies, and internal notes that only the desk reads."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm.attributes import set_committed_value

from app.core.data.database import TenantSession
from app.core.data.statements import sql
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import PermissionMissing, Refusal, TryAgain, ValidationFailed
from app.core.values.ids import new_id
from app.core.values.markup import plain_text, safe_html
from app.core.values.text import N_
from app.desks.models import Desk
from app.tickets.attachments.service import attach, attach_existing
from app.tickets.events import MessageEdited, TicketNoted, TicketReplied
from app.tickets.lifecycle.service import follow_reply
from app.tickets.messages.reads import SEQ_OF_PUBLIC
from app.tickets.messages.schemas import LONGEST_TEXT
from app.tickets.models import (
    AuthorKind,
    Channel,
    Message,
    MessageKind,
    MessageRevision,
    ReadMarker,
    Ticket,
)
from app.tickets.visibility import is_of_the_desk

_COUNT_NOTE = sql("""update tickets set last_seq = last_seq + 1
                      where organization_id = :organization_id and id = :id
                  returning last_seq""")


class MessageWasRedacted(Refusal):
    """The text of the message was removed for good, and nothing else takes its place."""

    title = N_("This message was redacted")
    advice = N_("Write a new message.")


async def write_reply(
    session: TenantSession,
    ticket: Ticket,
    body: str,
    *,
    desk: Desk | None = None,
    file_ids: Sequence[UUID] = (),
    existing_file_ids: Sequence[UUID] = (),
    id: UUID | None = None,
    html: bool = False,
    channel: Channel | None = None,
    author_kind: AuthorKind | None = None,
    author_id: UUID | None = None,
    is_automatic: bool = False,
    reopen: bool = False,
    solves: bool = False,
    broadcast_id: UUID | None = None,
) -> Message:
    """A reply that requester and desk both read. An automatic one moves nothing.

    `file_ids` are uploads of the caller, `existing_file_ids` belong to something else already (an
    order's photos). `reopen` opens a finished ticket again; with `solves` the caller solves the
    ticket afterwards. `broadcast_id` names what is said to many tickets at once.
    """
    ticket.require_writable()
    author_kind = author_kind or ticket.side_of(session.actor)
    message = await _message(
        session, ticket, MessageKind.PUBLIC_REPLY, author_kind, body, id=id, html=html
    )
    message.channel, message.is_automatic = channel, is_automatic
    if author_id is not None:
        message.author_id = author_id
    session.add(message)
    await _attach(session, message, file_ids, desk)
    await attach_existing(session, message, existing_file_ids)
    ticket.last_activity_at = message.created_at
    if not is_automatic and author_kind is not AuthorKind.SYSTEM:
        await follow_reply(session, ticket, message, reopen=reopen, solves=solves)
    announce(
        session,
        TicketReplied(
            ticket_id=ticket.id,
            message_id=message.id,
            seq=message.seq,
            author_kind=author_kind,
            is_automatic=is_automatic,
            solves=solves,
            reopens=reopen,
            broadcast_id=broadcast_id,
        ),
    )
    return message


async def write_note(
    session: TenantSession,
    ticket: Ticket,
    body: str,
    *,
    desk: Desk | None = None,
    file_ids: Sequence[UUID] = (),
    id: UUID | None = None,
    html: bool = False,
    counts_as_response: bool = False,
) -> Message:
    """A note that only the desk reads."""
    ticket.require_writable()
    author_kind = AuthorKind.SYSTEM if session.actor.kind == "system" else AuthorKind.AGENT
    message = await _message(
        session, ticket, MessageKind.INTERNAL_NOTE, author_kind, body, id=id, html=html
    )
    message.counts_as_response = counts_as_response
    session.add(message)
    await _attach(session, message, file_ids, desk)
    if counts_as_response:
        ticket.first_response_at = ticket.first_response_at or message.created_at
    announce(
        session,
        TicketNoted(
            ticket_id=ticket.id,
            message_id=message.id,
            seq=message.seq,
            counts_as_response=counts_as_response,
        ),
    )
    return message


async def its_ticket(session: TenantSession, message: Message) -> Ticket:
    """The ticket of a message, both locked: a merge takes them in the same order."""
    ticket = await session.fetch(Ticket, message.ticket_id, lock=True)
    await session.lock(message)
    if message.ticket_id != ticket.id:
        raise TryAgain  # it moved while we waited
    return ticket


async def edit(
    session: TenantSession, ticket: Ticket, message: Message, body: str, *, html: bool
) -> None:
    """Correct one's own message. What it said before is kept, for the desk to see."""
    ticket.require_writable()
    if message.author_id != session.actor.person_id:
        raise PermissionMissing(N_("Only its author edits a message."))
    if message.redacted_at is not None:
        raise MessageWasRedacted
    await _keep(session, message)
    message.body, message.body_html = written(body, html=html)
    message.edited_at = now()
    if message.seq == 1:
        await index_ticket(session, ticket, message)
    announce(session, MessageEdited(ticket_id=ticket.id, message_id=message.id, seq=message.seq))


async def mark_read(session: TenantSession, ticket: Ticket, seq: int) -> None:
    """Remember how far the caller has read. A marker never moves back.

    From outside `seq` counts public replies only; what is kept counts all messages.
    """
    if seq and not is_of_the_desk(session.actor):
        row = await session.row(SEQ_OF_PUBLIC, ticket_id=ticket.id, before=seq - 1)
        seq = row["seq"] if row else ticket.last_seq
    marker = insert(ReadMarker).values(
        organization_id=session.actor.organization_id,
        ticket_id=ticket.id,
        person_id=session.actor.person_id,
        last_read_seq=min(seq, ticket.last_seq),
        read_at=now(),
    )
    furthest = func.greatest(ReadMarker.last_read_seq, marker.excluded.last_read_seq)
    await session.execute(
        marker.on_conflict_do_update(
            index_elements=["organization_id", "ticket_id", "person_id"],
            set_={"last_read_seq": furthest, "read_at": marker.excluded.read_at},
        )
    )


async def _message(
    session: TenantSession,
    ticket: Ticket,
    kind: MessageKind,
    author_kind: AuthorKind,
    body: str,
    *,
    id: UUID | None,
    html: bool,
) -> Message:
    text, markup = written(body, html=html)
    await _count(session, ticket, kind)
    return Message(
        id=id or new_id(),
        ticket_id=ticket.id,
        seq=ticket.last_seq,
        kind=kind,
        author_kind=author_kind,
        author_id=session.actor.person_id,
        body=text,
        body_html=markup,
        created_at=now(),
    )


async def _count(session: TenantSession, ticket: Ticket, kind: MessageKind) -> None:
    """Count one message more. A note is no change of the ticket: its version stays."""
    if kind is MessageKind.PUBLIC_REPLY or session.is_modified(ticket):
        ticket.last_seq += 1
        return
    counted = await session.row(_COUNT_NOTE, id=ticket.id)
    assert counted is not None
    set_committed_value(ticket, "last_seq", counted["last_seq"])


def written(body: str, *, html: bool) -> tuple[str, str | None]:
    """Text, and HTML if it is that; 422 when nothing of it can be read, or too much."""
    text = plain_text(body) if html else body
    if not text:
        raise ValidationFailed.at("body", "blank", N_("Must not be blank."))
    if len(text) > LONGEST_TEXT:
        detail = N_("At most {max_length} characters.")
        raise ValidationFailed.at("body", "too_long", detail, max_length=LONGEST_TEXT)
    return text, safe_html(body) if html else None


async def _attach(
    session: TenantSession, message: Message, file_ids: Sequence[UUID], desk: Desk | None
) -> None:
    if file_ids:
        assert desk is not None
        await attach(session, message, file_ids, desk)


async def _keep(session: TenantSession, message: Message) -> None:
    organization_id = session.actor.organization_id
    earlier = select(func.count()).select_from(MessageRevision)
    kept = await session.scalar(earlier.where(MessageRevision.message_id == message.id))
    session.add(
        MessageRevision(
            organization_id=organization_id,
            message_id=message.id,
            number=(kept or 0) + 1,
            body=message.body,
            body_html=message.body_html,
            person_id=session.actor.person_id,
            replaced_at=now(),
        )
    )


async def description_of(session: TenantSession, ticket: Ticket) -> Message:
    """First message of the ticket, its description."""
    first = select(Message).where(Message.ticket_id == ticket.id).order_by(Message.seq).limit(1)
    return (await session.scalars(first)).one()


async def index_ticket(session: TenantSession, ticket: Ticket, description: Message) -> None:
    """Write the search vector anew: number, subject and description as they can be read now."""
    ticket.search_vector = func.search_numbered(
        ticket.number, ticket.protocol, ticket.subject, description.body
    )
    await session.flush()
