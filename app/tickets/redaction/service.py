"""Redaction: the places where the words of a message are kept, and how they leave each of them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlalchemy import delete, or_, select

from app.core.data.database import TenantSession
from app.core.data.statements import sql
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.notation import Notation, Serial
from app.core.values.text import DEFAULT_LOCALE, N_, translate
from app.files.service import delete_unused
from app.tickets.attachments.models import Attachment
from app.tickets.events import MessageRedacted
from app.tickets.messages.service import index_ticket, write_note
from app.tickets.models import Message, MessageRevision, Ticket
from app.tickets.orders.service import redact_orders

#: Mails that wait, or were given up.
_DROP_MAILS = sql("""delete from outbox_tasks
        where organization_id = :organization_id and kind = 'mail'
          and payload->>'message_id' = :message_id::text
    returning id""")
#: Answers are encrypted, so nobody can tell which of them have the words: those about the ticket
#: have none from now on. A request that is repeated is refused, and not carried out again.
_EMPTY_ANSWERS = sql("""update idempotency_keys set body = ''
        where organization_id = :organization_id and body <> ''
          and operation like 'POST /v1/tickets%'
          and (headers->>'location' is null
               or strpos(headers->>'location', :ticket_id::text) > 0)
    returning key""")


@dataclass(frozen=True, slots=True)
class Redaction:
    """A message whose words go, everything that it ever said, and what takes its place."""

    ticket: Ticket
    message: Message
    words: frozenset[str]
    placeholder: str


@dataclass(frozen=True, slots=True)
class Stays:
    """Nothing is removed from a place, for this reason."""

    reason: str


Removal = Callable[[TenantSession, Redaction], Awaitable[None]]


async def _empty_message(session: TenantSession, redaction: Redaction) -> None:
    message = redaction.message
    message.body, message.body_html = redaction.placeholder, None
    message.redacted_at = now()
    await session.flush()


async def _delete_revisions(session: TenantSession, redaction: Redaction) -> None:
    await session.execute(
        delete(MessageRevision).where(
            MessageRevision.organization_id == session.actor.organization_id,
            MessageRevision.message_id == redaction.message.id,
        )
    )


async def _delete_attachments(session: TenantSession, redaction: Redaction) -> None:
    """A file that nothing else names goes too, so that whoever sent it has it no more."""
    gone = await session.scalars(
        delete(Attachment)
        .where(
            Attachment.organization_id == session.actor.organization_id,
            Attachment.message_id == redaction.message.id,
        )
        .returning(Attachment.file_id)
    )
    await delete_unused(session, gone.all())


async def _index_again(session: TenantSession, redaction: Redaction) -> None:
    if redaction.message.seq == 1:
        await index_ticket(session, redaction.ticket, redaction.message)


async def _empty_solution(session: TenantSession, redaction: Redaction) -> None:
    if redaction.ticket.solution_details in redaction.words:
        redaction.ticket.solution_details = redaction.placeholder
        await session.flush()


async def _empty_answers(session: TenantSession, redaction: Redaction) -> None:
    await session.rows(_EMPTY_ANSWERS, ticket_id=str(redaction.ticket.id))


async def _drop_mails(session: TenantSession, redaction: Redaction) -> None:
    await session.rows(_DROP_MAILS, message_id=str(redaction.message.id))


async def _redact_orders(session: TenantSession, redaction: Redaction) -> None:
    await redact_orders(
        session, redaction.ticket, redaction.words, placeholder=redaction.placeholder
    )


#: Every column of text of a ticket, its messages and what points at them, and places elsewhere to
#: which the words of a message are copied.
PLACES: dict[str, Removal | Stays] = {
    "messages.body": _empty_message,
    "messages.body_html": _empty_message,
    "messages.search_vector": _empty_message,
    "message_revisions.body": _delete_revisions,
    "message_revisions.body_html": _delete_revisions,
    "attachments.file_id": _delete_attachments,
    "files.storage_key": _delete_attachments,
    "tickets.search_vector": _index_again,
    "tickets.solution_details": _empty_solution,
    "idempotency_keys.body": _empty_answers,
    "outbox_tasks.payload": _drop_mails,
    "orders.description": _redact_orders,
    "tickets.protocol": Stays("A number that the server makes."),
    "tickets.subject": Stays("Written for itself, and changed with `updateTicket`."),
    "tickets.fields": Stays("Written for themselves, and changed with `updateTicket`."),
    "ticket_tags.tag": Stays("Written for themselves, and changed with `putTags`."),
    "reply_drafts.body": Stays("The report of an order; it is gone once a message has its words."),
    "ratings.comment": Stays("Written for itself, by the requester."),
    "rule_runs.checks": Stays("Names of fields, not their texts."),
    "rule_runs.failure_code": Stays("A code."),
    "sla_terms.targets": Stays("Numbers."),
    "sla_clocks.segments": Stays("Times, and the names of holidays."),
    "incident_updates.body": Stays("Said to all tickets of an incident, and not by one message."),
    "events.payload": Stays("Events carry no text that people wrote; a test holds it."),
    "notifications.title": Stays("Protocol, subject and names, and no words of messages."),
}


async def redact(session: TenantSession, ticket: Ticket, message: Message, reason: str) -> None:
    """Take out what should never have been written, for good: a password, a card number.

    It leaves every place in `PLACES`, of this message and of those that a split has copied from
    it or that it was copied from. A note says who did it, and why.
    """
    if message.redacted_at is not None:
        return
    locale = session.actor.locale or DEFAULT_LOCALE
    origin_id = message.origin_id or message.id
    same = select(Message).where(
        Message.organization_id == session.actor.organization_id,
        or_(Message.id == origin_id, Message.origin_id == origin_id),
        Message.redacted_at.is_(None),
    )
    for each in (await session.scalars(same.order_by(Message.id))).all():
        of = ticket if each.id == message.id else await _lock(session, each)
        words = await _words_of(session, each)
        redaction = Redaction(of, each, words, translate(N_("(redacted)"), locale))
        for remove in dict.fromkeys(PLACES.values()):
            if not isinstance(remove, Stays):
                await remove(session, redaction)
        announce(session, MessageRedacted(ticket_id=of.id, message_id=each.id, seq=each.seq))
        if of.merged_into_id is None:
            told = Notation(locale, session.actor.zone).fill(
                N_("Message {seq} was redacted: {reason}"), seq=Serial(each.seq), reason=reason
            )
            await write_note(session, of, told)


async def _lock(session: TenantSession, message: Message) -> Ticket:
    ticket = await session.fetch(Ticket, message.ticket_id, lock=True)
    await session.lock(message)
    return ticket


async def _words_of(session: TenantSession, message: Message) -> frozenset[str]:
    earlier = await session.scalars(
        select(MessageRevision.body).where(
            MessageRevision.organization_id == session.actor.organization_id,
            MessageRevision.message_id == message.id,
        )
    )
    return frozenset({message.body, *earlier})
