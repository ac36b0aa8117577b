"""The rules of tickets: changing, answering, solving, reopening.

How they begin: `opening.py`; what is said in them: `conversation.py`; where they stand:
`lifecycle.py`; who works on them: `assigning.py`; what joins and parts them: `merging.py`; what a
process asks: `dialogs.py`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from app.catalog.service import require_codes
from app.core.clock import now
from app.core.database import TenantSession
from app.core.errors import (
    InvalidTransition,
    ValidationFailed,
    field_problem,
)
from app.core.events import announce
from app.core.ids import new_id
from app.core.listing import text_config
from app.core.text import N_
from app.customers.service import require_customer
from app.desks.models import Desk, Team, TicketStatus
from app.desks.service import require_status_name
from app.forms.effective import Phase
from app.forms.entering import check_fields
from app.tickets import conversation
from app.tickets.attaching import attach, lend
from app.tickets.drafts import use_draft
from app.tickets.events import TicketChanged
from app.tickets.lifecycle import check_writable, move
from app.tickets.message_schemas import ReplyCreate
from app.tickets.models import (
    AuthorKind,
    Channel,
    LinkKind,
    Message,
    Participant,
    ParticipantRole,
    Priority,
    PrioritySource,
    Ticket,
    TicketLink,
)
from app.tickets.opening import open_as, require_ticket_site
from app.tickets.schemas import TicketSolve, TicketTransition, TicketUpdate

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


async def change_ticket(session: TenantSession, ticket: Ticket, change: TicketUpdate) -> None:
    check_writable(ticket)
    wanted = change.changes()
    customer_id = wanted.get("customer_id", ticket.customer_id)
    if wanted.get("customer_id") is not None:
        await require_customer(session, wanted["customer_id"])
    if wanted.get("team_id") is not None:
        await session.refer(Team, wanted["team_id"], "team_id")
    if wanted.get("site_id") is not None:
        await require_ticket_site(session, customer_id, wanted["site_id"])
    elif "customer_id" in wanted and customer_id != ticket.customer_id:
        wanted["site_id"] = None  # a site of the customer that it was
    await require_codes(session, wanted.get("cause_code_id"), wanted.get("solution_code_id"))
    if "fields" in wanted:
        await _check_fields(session, ticket, wanted["fields"], phase="create")
    if "priority" in wanted:
        ticket.priority_source = (
            PrioritySource.RULE if session.actor.kind == "system" else PrioritySource.AGENT
        )
    for name, value in wanted.items():
        setattr(ticket, name, value)
    if "subject" in wanted:
        await _index(session, ticket)
    if wanted:
        announce(
            session,
            TicketChanged(ticket_id=ticket.id, fields=sorted(wanted), priority=ticket.priority),
        )


async def reply_to_ticket(
    session: TenantSession, ticket: Ticket, new: ReplyCreate, *, channel: Channel | None = None
) -> Answered:
    """Write a reply. The other side's reply to a finished ticket opens it again, or a new one."""
    check_writable(ticket)
    desk = await session.fetch(Desk, ticket.desk_id)
    side = conversation.author_kind_of(session.actor, ticket)
    if side is AuthorKind.AGENT:
        return await _answer(session, ticket, new, desk)
    follow_up_of_id = None
    if ticket.is_finished() and not _is_mere_thanks(ticket, desk, new.body):
        if _is_long_closed(ticket, desk):
            follow_up_of_id = ticket.id
            ticket = await _follow_up(session, ticket, new)
            message = await conversation.description_of(session, ticket)
            if new.file_ids:
                await attach(session, message, new.file_ids, desk)
            return Answered(message, ticket, follow_up_of_id)
        await move(session, ticket, TicketStatus.OPEN)
    message = await conversation.write_reply(
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


async def solve_ticket(
    session: TenantSession, ticket: Ticket, how: TicketSolve, *, photos: Sequence[UUID] = ()
) -> None:
    """Mark as solved; the details are the reply that the other side reads.

    The requester may say so too: then nothing is asked of them beside a word.
    """
    check_writable(ticket)
    if ticket.is_finished():
        raise InvalidTransition(ticket.status, ["reopen"])
    side = conversation.author_kind_of(session.actor, ticket)
    if side in (AuthorKind.REQUESTER, AuthorKind.PARTICIPANT):
        await conversation.write_reply(
            session, ticket, how.details, author_kind=side, move_on=False
        )
        await move(session, ticket, TicketStatus.SOLVED, by_requester=True)
        return
    await require_codes(session, how.cause_code_id, how.solution_code_id)
    fields = (ticket.fields or {}) | (how.fields or {})
    await _check_fields(session, ticket, fields, phase="solve")
    if how.fields:
        ticket.fields = fields
    ticket.cause_code_id = how.cause_code_id or ticket.cause_code_id
    ticket.solution_code_id = how.solution_code_id or ticket.solution_code_id
    ticket.solution_details = how.details
    if ticket.assignee_id is None and session.actor.person_id is not None:
        ticket.assignee_id, ticket.assigned_at = session.actor.person_id, now()
    message = await conversation.write_reply(session, ticket, how.details, move_on=False)
    await lend(session, message, [*photos, *await use_draft(session, ticket, how.draft_id)])
    await move(session, ticket, TicketStatus.SOLVED)


async def reopen_ticket(session: TenantSession, ticket: Ticket) -> None:
    """Take a finished ticket up again: the desk always, the requester within the window."""
    check_writable(ticket)
    if not ticket.is_finished():
        raise InvalidTransition(ticket.status, ["solve"])
    if conversation.author_kind_of(session.actor, ticket) is not AuthorKind.AGENT:
        desk = await session.fetch(Desk, ticket.desk_id)
        if _is_long_closed(ticket, desk):
            raise InvalidTransition(ticket.status, ["reply"])
    await move(session, ticket, TicketStatus.OPEN)


async def transition(session: TenantSession, ticket: Ticket, wanted: TicketTransition) -> None:
    """Say what the ticket waits for, or close what is solved."""
    to = TicketStatus(wanted.status)
    name = await require_status_name(session, wanted.status_name_id, to)
    if to is TicketStatus.OPEN and ticket.is_finished():
        await reopen_ticket(session, ticket)
    else:
        await move(session, ticket, to, name=name)


async def parties_of(session: TenantSession, ticket: Ticket) -> tuple[set[UUID], set[UUID]]:
    """Who is told of replies: outside of the desk, and at it."""
    outside = {ticket.requester_id}
    inside = {ticket.assignee_id} if ticket.assignee_id else set()
    rows = await session.execute(
        select(Participant.person_id, Participant.role).where(
            Participant.ticket_id == ticket.id, Participant.notify
        )
    )
    for person_id, role in rows:
        (outside if role is ParticipantRole.CC else inside).add(person_id)
    return outside, inside


async def note_due(session: TenantSession, ticket: Ticket, due_at: datetime | None) -> None:
    """Remember when the next promise is due. That is no new version of the ticket."""
    await session.execute(
        update(Ticket)
        .where(
            Ticket.organization_id == session.actor.organization_id,
            Ticket.id == ticket.id,
            Ticket.due_at.is_distinct_from(due_at),
        )
        .values(due_at=due_at)
        .execution_options(synchronize_session=False)
    )


async def _answer(session: TenantSession, ticket: Ticket, new: ReplyCreate, desk: Desk) -> Answered:
    """The desk's reply, and what the ticket waits for afterwards."""
    photos = await use_draft(session, ticket, new.draft_id)
    message = await conversation.write_reply(
        session,
        ticket,
        new.body,
        desk=desk,
        file_ids=new.file_ids,
        id=new.id,
        html=new.format == "html",
    )
    await lend(session, message, photos)
    if new.status is not None:
        await move(session, ticket, TicketStatus(new.status))
    return Answered(message, ticket)


async def _follow_up(session: TenantSession, old: Ticket, new: ReplyCreate) -> Ticket:
    """A new ticket for what somebody writes to one that rested for long."""
    desk = await session.fetch(Desk, old.desk_id)
    assert session.actor.person_id is not None
    body, _ = conversation.written(new.body, html=new.format == "html")
    ticket_id = await open_as(
        session,
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
        chosen=None,
        fields=None,
        support_access_wanted=False,
        author_kind=AuthorKind.REQUESTER,
        author_id=session.actor.person_id,
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


def _is_long_closed(ticket: Ticket, desk: Desk) -> bool:
    window = timedelta(days=desk.reopen_window_days)
    return ticket.closed_at is not None and now() - ticket.closed_at > window


def _is_mere_thanks(ticket: Ticket, desk: Desk, body: str) -> bool:
    if not desk.thanks_filter or ticket.status is not TicketStatus.SOLVED:
        return False
    plain = body.lower().translate(str.maketrans("áàâãéêíóôõúç", "aaaaeeiooouc"))
    return len(plain.split()) <= _FEW_WORDS and _THANKS.search(plain) is not None


async def _check_fields(
    session: TenantSession, ticket: Ticket, fields: dict[str, Any], *, phase: Phase
) -> None:
    if ticket.form_version_id is not None:
        await check_fields(session, ticket.form_version_id, fields, audience="agent", phase=phase)
    elif fields:
        problem = field_problem("fields", "no_form", N_("Without a form there are no fields."))
        raise ValidationFailed(errors=[problem])


async def _index(session: TenantSession, ticket: Ticket) -> None:
    message = await conversation.description_of(session, ticket)
    words = f"{ticket.subject} {message.body}"
    ticket.search_vector = func.to_tsvector(text_config("chamado"), words)
