"""Replies: the other side's reply to a finished ticket opens it again, or opens a follow-up."""

import re
from dataclasses import dataclass
from uuid import UUID

from app.core.data.database import TenantSession
from app.desks.models import Desk, TicketStatus
from app.tickets.lifecycle.service import move
from app.tickets.messages import service as messages
from app.tickets.models import AuthorKind, Channel, Message, Ticket
from app.tickets.opening.service import create_follow_up
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
    session: TenantSession, ticket: Ticket, new: ReplyCreate, *, channel: Channel = Channel.PORTAL
) -> Answered:
    """Write a reply. The other side's reply to a finished ticket opens it again, or a new one."""
    ticket.require_writable()
    desk = await session.fetch(Desk, ticket.desk_id)
    side = ticket.side_of(session.actor)
    from_desk = side is AuthorKind.AGENT
    reopen = not from_desk and ticket.is_finished() and not _is_mere_thanks(ticket, desk, new.body)
    if reopen and ticket.is_beyond_reopening(desk.reopen_window_days):
        message, follow_up = await create_follow_up(session, ticket, desk, new)
        return Answered(message, follow_up, follow_up_of_id=ticket.id)
    message = await messages.write_reply(
        session,
        ticket,
        new.body,
        desk=desk,
        file_ids=new.file_ids,
        existing_file_ids=await use_draft(session, ticket, new.draft_id) if from_desk else [],
        id=new.id,
        html=new.format == "html",
        channel=None if from_desk else channel,
        author_kind=side,
        reopen=reopen,
    )
    if from_desk and new.status is not None:
        await move(session, ticket, TicketStatus(new.status))
    return Answered(message, ticket)


def _is_mere_thanks(ticket: Ticket, desk: Desk, body: str) -> bool:
    if not desk.thanks_filter or ticket.status is not TicketStatus.SOLVED:
        return False
    plain = body.lower().translate(str.maketrans("áàâãéêíóôõúç", "aaaaeeiooouc"))
    return len(plain.split()) <= _FEW_WORDS and _THANKS.search(plain) is not None
