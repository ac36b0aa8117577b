"""Replies: the other side's reply to a finished ticket opens it again, or opens a follow-up."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.core.data.database import TenantSession
from app.desks.models import Desk, TicketStatus
from app.people.models import Person
from app.tickets.lifecycle.service import move
from app.tickets.messages import service as messages
from app.tickets.models import AuthorKind, Channel, Message, Ticket
from app.tickets.opening.service import create_follow_up
from app.tickets.replies.schemas import ReplyCreate
from app.tickets.replies.thanks import is_nothing_but_thanks
from app.tickets.reply_drafts.service import use_draft


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
    side = ticket.side_of(session.actor)
    from_desk = side is AuthorKind.AGENT
    # Whoever sends spam does not take it out of it.
    takes_up = not from_desk and ticket.is_finished() and not ticket.is_spam
    # Most replies meet none of the desk's rules.
    desk = await session.fetch(Desk, ticket.desk_id) if takes_up or new.file_ids else None
    reopen = bool(takes_up and desk and not await _is_mere_thanks(session, ticket, desk, new))
    if desk and reopen and ticket.is_beyond_reopening(desk.reopen_window_days):
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


async def _is_mere_thanks(
    session: TenantSession, ticket: Ticket, desk: Desk, new: ReplyCreate
) -> bool:
    """Return True if the desk need not look: a file beside the thanks shows it something."""
    if not desk.thanks_filter or ticket.status is not TicketStatus.SOLVED or new.file_ids:
        return False
    text, _ = messages.written(new.body, html=new.format == "html")
    people = (ticket.assignee_id, session.actor.person_id)
    names = await session.scalars(select(Person.name).where(Person.id.in_(people)))
    return is_nothing_but_thanks(text, names)
