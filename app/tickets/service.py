"""The rules of tickets: opening, assigning, solving. What is said in them: `conversation.py`."""

from datetime import timedelta
from uuid import UUID

from app.catalog.models import CodeKind
from app.catalog.service import require_code
from app.core.clock import now
from app.core.database import TenantSession
from app.core.errors import (
    InvalidTransition,
    PermissionMissing,
    Refusal,
    ValidationFailed,
    field_problem,
)
from app.core.events import announce
from app.core.ids import new_id
from app.core.statements import Statement
from app.core.text import N_
from app.customers.service import customer_of, require_site
from app.people.models import Person
from app.people.service import permissions_of
from app.tickets import conversation
from app.tickets.events import (
    TicketAssigned,
    TicketChanged,
    TicketClosed,
    TicketOpened,
    TicketReopened,
    TicketSolved,
)
from app.tickets.models import AuthorKind, Message, Ticket, TicketStatus
from app.tickets.schemas import TicketCreate, TicketSolve, TicketUpdate

#: A reply within this time after closing opens the ticket again; later it takes a new one.
REOPEN_WINDOW = timedelta(days=14)


class TicketLongClosed(Refusal):
    """The ticket was closed too long ago to be taken up again by a reply."""

    title = N_("This ticket was closed some time ago")
    advice = N_("Open a new ticket and mention the number of this one.")


class ScopeNotAllowed(Refusal):
    """This part of the tickets is for the desk, or for an administrator of the customer."""

    status = 403
    title = N_("You may not see all of these tickets")
    advice = N_("Ask for your own, or let the desk make you an administrator of your customer.")


class NotAnAgent(Refusal):
    """Only people who work at the desk can be assigned."""

    status = 422
    title = N_("This person does not work at the desk")
    advice = N_("Choose an active agent, coordinator or manager.")


#: Number, ticket and description in one statement: this is the busiest change there is, and the
#: counter stays locked until the transaction ends.
_OPEN = Statement(
    """with counter as (
           insert into counters as c (organization_id, name, value) values ($1, 'tickets', 1)
           on conflict (organization_id, name) do update set value = c.value + 1
           returning value
       ), ticket as (
           insert into tickets (organization_id, id, number, protocol, subject, status, priority,
                                channel, requester_id, created_by_id, customer_id, site_id,
                                last_seq, reopened_count, opened_at, last_activity_at,
                                version, created_at, updated_at, search_vector)
           select $1, $2, value, to_char($13::timestamptz at time zone $14, 'YYYY')
                                 || lpad(value::text, greatest(6, length(value::text)), '0'),
                  $3, 'new', $4, $5, $6, $7, $8, $9, 1, 0, $13, $13, 1, $13, $13,
                  to_tsvector('chamado', $3 || ' ' || $10)
             from counter
           returning id
       )
       insert into messages (organization_id, id, ticket_id, seq, kind, author_kind, author_id,
                             body, created_at)
       select $1, $11, id, 1, 'public_reply', $12, $7, $10, $13 from ticket""",
    (
        *("organization_id", "id", "subject", "priority", "channel", "requester_id"),
        *("created_by_id", "customer_id", "site_id", "description", "message_id", "author_kind"),
        *("now", "zone"),
    ),
    {},
)


async def open_ticket(session: TenantSession, new: TicketCreate) -> UUID:
    """Open a ticket for the caller, or by an agent on behalf of a requester."""
    actor = session.actor
    requester_id = new.requester_id or actor.person_id
    if requester_id != actor.person_id and not actor.may("tickets:work"):
        raise PermissionMissing(N_("Only the desk opens tickets on behalf of somebody."))
    assert requester_id is not None
    customer_id = new.customer_id
    if not actor.may("tickets:work") or customer_id is None:
        customer_id = await customer_of(session, requester_id)
    if new.site_id is not None:
        await _require_site(session, customer_id, new.site_id)
    ticket_id = new.id or new_id()
    await session.rows(
        _OPEN,
        id=ticket_id,
        subject=new.subject,
        priority=new.priority.value,
        channel=new.channel.value,
        requester_id=requester_id,
        created_by_id=actor.person_id,
        customer_id=customer_id,
        site_id=new.site_id,
        description=new.description,
        message_id=new_id(),
        author_kind="requester" if requester_id == actor.person_id else "agent",
        now=now(),
        zone=actor.zone,
    )
    announce(session, TicketOpened(ticket_id=ticket_id, requester_id=requester_id))
    return ticket_id


async def change_ticket(session: TenantSession, ticket: Ticket, change: TicketUpdate) -> None:
    wanted = change.changes()
    if wanted.get("site_id") is not None:
        await _require_site(session, ticket.customer_id, wanted["site_id"])
    for name, value in wanted.items():
        setattr(ticket, name, value)
    if wanted:
        announce(session, TicketChanged(ticket_id=ticket.id, fields=sorted(wanted)))


async def assign_ticket(session: TenantSession, ticket: Ticket, assignee_id: UUID | None) -> None:
    """Give the ticket to somebody of the desk, or with None back to the queue."""
    if ticket.status is TicketStatus.CLOSED:
        raise InvalidTransition(ticket.status, ["reopen"])
    if assignee_id is not None:
        assignee = await session.get(Person, (session.actor.organization_id, assignee_id))
        if (
            assignee is None
            or not assignee.active
            or "tickets:work" not in await permissions_of(session, assignee)
        ):
            raise NotAnAgent(
                errors=[field_problem("assignee_id", "not_an_agent", NotAnAgent.title)]
            )
        if ticket.status is TicketStatus.NEW:
            ticket.status = TicketStatus.OPEN
    if ticket.assignee_id != assignee_id:
        ticket.assignee_id = assignee_id
        announce(session, TicketAssigned(ticket_id=ticket.id, assignee_id=assignee_id))


async def reply_to_ticket(
    session: TenantSession, ticket: Ticket, body: str, *, id: UUID | None = None
) -> Message:
    """Write a reply. The requester's reply to a finished ticket opens it again."""
    side = conversation.author_kind_of(session, ticket)
    if side is AuthorKind.REQUESTER and ticket.is_finished():
        if ticket.closed_at is not None and now() - ticket.closed_at > REOPEN_WINDOW:
            raise TicketLongClosed
        _reopen(session, ticket)
    return await conversation.write_reply(session, ticket, body, id=id)


async def solve_ticket(session: TenantSession, ticket: Ticket, how: TicketSolve) -> None:
    """Mark as solved; the details are the reply that the requester reads."""
    if ticket.is_finished():
        raise InvalidTransition(ticket.status, ["reopen"])
    if how.cause_code_id is not None:
        await require_code(session, how.cause_code_id, CodeKind.CAUSE, "cause_code_id")
    if how.solution_code_id is not None:
        await require_code(session, how.solution_code_id, CodeKind.SOLUTION, "solution_code_id")
    ticket.cause_code_id = how.cause_code_id
    ticket.solution_code_id = how.solution_code_id
    ticket.solution_details = how.details
    ticket.assignee_id = ticket.assignee_id or session.actor.person_id
    await conversation.write_reply(session, ticket, how.details)
    ticket.status = TicketStatus.SOLVED
    ticket.solved_at = now()
    announce(session, TicketSolved(ticket_id=ticket.id))


async def reopen_ticket(session: TenantSession, ticket: Ticket) -> None:
    if not ticket.is_finished():
        raise InvalidTransition(ticket.status, ["solve"])
    _reopen(session, ticket)


def close(session: TenantSession, ticket: Ticket) -> None:
    """Nobody came back to a solved ticket: it rests."""
    ticket.status = TicketStatus.CLOSED
    ticket.closed_at = now()
    announce(session, TicketClosed(ticket_id=ticket.id))


def _reopen(session: TenantSession, ticket: Ticket) -> None:
    ticket.status = TicketStatus.OPEN
    ticket.solved_at = ticket.closed_at = None
    ticket.reopened_count += 1
    announce(session, TicketReopened(ticket_id=ticket.id))


async def _require_site(session: TenantSession, customer_id: UUID | None, site_id: UUID) -> None:
    if customer_id is None:
        detail = N_("A site belongs to a customer, and this ticket has none.")
        raise ValidationFailed(errors=[field_problem("site_id", "customer_required", detail)])
    await require_site(session, customer_id, site_id)
