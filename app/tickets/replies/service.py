"""Replies: the other side's reply to a finished ticket opens it again, or opens a follow-up."""

import re
from dataclasses import dataclass
from uuid import UUID

from app.core.data.database import TenantSession
from app.core.values.clock import now
from app.core.values.ids import new_id
from app.desks.models import Desk, TicketStatus
from app.tickets.attachments.service import attach, attach_existing
from app.tickets.lifecycle.service import check_writable, is_long_closed, move
from app.tickets.links.models import LinkKind, TicketLink
from app.tickets.messages import service as messages
from app.tickets.models import AuthorKind, Channel, Message, Priority, PrioritySource, Ticket
from app.tickets.opening.service import NewTicket, open_as
from app.tickets.replies.schemas import ReplyCreate
from app.tickets.reply_drafts.service import use_draft

#: Short thanks that need no answer (`thanks_filter`), without accents.
_THANKS = re.compile(
    r"\b(obrigad[oa]s?|brigad[oa]|valeu|agradecid[oa]s?|agradeco|thanks?|thank you|otimo|perfeito"
    r"|show|resolvido|ok)\b"
)
_FEW_WORDS = 5


@dataclass(frozen=True, slots=True)
class Answered:
    """A reply, and the ticket in which it came to stand: a new one when the old had long rested."""

    message: Message
    ticket: Ticket
    follow_up_of_id: UUID | None = None


async def reply_to_ticket(
    session: TenantSession, ticket: Ticket, new: ReplyCreate, *, channel: Channel | None = None
) -> Answered:
    """Write a reply. The other side's reply to a finished ticket opens it again, or a new one."""
    check_writable(ticket)
    desk = await session.fetch(Desk, ticket.desk_id)
    side = messages.author_kind_of(session.actor, ticket)
    if side is AuthorKind.AGENT:
        return await _answer(session, ticket, new, desk)
    follow_up_of_id = None
    if ticket.is_finished() and not _is_mere_thanks(ticket, desk, new.body):
        if is_long_closed(ticket, desk):
            follow_up_of_id = ticket.id
            ticket = await _follow_up(session, ticket, new)
            message = await messages.description_of(session, ticket)
            if new.file_ids:
                await attach(session, message, new.file_ids, desk)
            return Answered(message, ticket, follow_up_of_id)
        await move(session, ticket, TicketStatus.OPEN)
    message = await messages.write_reply(
        session,
        ticket,
        new.body,
        desk=desk,
        file_ids=new.file_ids,
        id=new.id,
        html=new.format == "html",
        channel=channel or Channel.PORTAL,
        author_kind=side,
    )
    return Answered(message, ticket)


async def _answer(session: TenantSession, ticket: Ticket, new: ReplyCreate, desk: Desk) -> Answered:
    """The desk's reply, and what the ticket waits for afterwards."""
    photos = await use_draft(session, ticket, new.draft_id)
    message = await messages.write_reply(
        session,
        ticket,
        new.body,
        desk=desk,
        file_ids=new.file_ids,
        id=new.id,
        html=new.format == "html",
    )
    await attach_existing(session, message, photos)
    if new.status is not None:
        await move(session, ticket, TicketStatus(new.status))
    return Answered(message, ticket)


async def _follow_up(session: TenantSession, old: Ticket, new: ReplyCreate) -> Ticket:
    """A new ticket for what somebody writes to one that rested for long."""
    desk = await session.fetch(Desk, old.desk_id)
    assert session.actor.person_id is not None
    body, _ = messages.written(new.body, html=new.format == "html")
    ticket_id = await open_as(
        session,
        NewTicket(
            id=new_id(),
            subject=old.subject,
            description=body,
            priority=Priority.NORMAL,
            priority_source=PrioritySource.REQUESTER,
            channel=Channel.PORTAL,
            requester_id=session.actor.person_id,
            customer_id=old.customer_id,
            site_id=old.site_id,
            desk_id=old.desk_id,
            protocol_format=desk.protocol_format,
            author_kind=AuthorKind.REQUESTER,
            author_id=session.actor.person_id,
        ),
    )
    ticket = await session.fetch(Ticket, ticket_id)
    session.add(
        TicketLink(
            id=new_id(),
            ticket_id=ticket.id,
            other_id=old.id,
            kind=LinkKind.FOLLOW_UP,
            created_at=now(),
        )
    )
    return ticket


def _is_mere_thanks(ticket: Ticket, desk: Desk, body: str) -> bool:
    if not desk.thanks_filter or ticket.status is not TicketStatus.SOLVED:
        return False
    plain = body.lower().translate(str.maketrans("áàâãéêíóôõúç", "aaaaeeiooouc"))
    return len(plain.split()) <= _FEW_WORDS and _THANKS.search(plain) is not None
