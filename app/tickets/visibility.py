"""Visibility of tickets and messages, and the row that a path names."""

from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, or_, select
from sqlalchemy.types import Uuid

from app.core.data.database import TenantSession
from app.core.data.reading import Reading
from app.core.data.statements import prepared
from app.core.http.access import acting, existing
from app.core.security.actors import Actor
from app.core.values.errors import NotFound, Refusal
from app.core.values.text import N_
from app.customers.models import Contact
from app.tickets.models import Message, MessageKind, Participant, Ticket


class ScopeNotAllowed(Refusal):
    """This part of the tickets is for the desk, or for an administrator of the customer."""

    status = 403
    title = N_("You may not see all of these tickets")
    advice = N_("Ask for your own, or let the desk make you an administrator of your customer.")


#: The reader, of a statement that is compiled before anyone reads.
ACTOR = bindparam("actor_id", type_=Uuid())

#: What somebody asked for.
OWN: ColumnElement[bool] = Ticket.requester_id == ACTOR
#: Where somebody takes part.
PARTICIPATING: ColumnElement[bool] = (
    select(Participant.id)
    .where(
        Participant.organization_id == Ticket.organization_id,
        Participant.ticket_id == Ticket.id,
        Participant.person_id == ACTOR,
    )
    .correlate(Ticket)
    .exists()
)
#: What others of the customer asked for, whom one is the administrator of.
ADMINISTERED: ColumnElement[bool] = Ticket.customer_id == (
    select(Contact.customer_id)
    .where(
        Contact.organization_id == Ticket.organization_id,
        Contact.person_id == ACTOR,
        Contact.is_administrator,
    )
    .correlate(Ticket)
    .scalar_subquery()
)
#: What somebody outside of the desk may look at.
SEEN_FROM_OUTSIDE = or_(OWN, ADMINISTERED, PARTICIPATING)

_THIS = (Ticket.organization_id == bindparam("organization_id"), Ticket.id == bindparam("id"))
TICKET_EXISTS = {
    True: prepared(select(Ticket.id).where(*_THIS)),
    False: prepared(select(Ticket.id).where(*_THIS, SEEN_FROM_OUTSIDE)),
}


def visible(actor: Actor) -> Select[Any]:
    """The desk sees everything; others what they ask for, take part in, or administer."""
    tickets = select(Ticket)
    if actor.may("tickets:all"):
        return tickets
    return tickets.where(SEEN_FROM_OUTSIDE).params(actor_id=actor.person_id)


def require_desk_permission(reading: Reading) -> None:
    """Like a ticket that is not there, for whoever is not of the desk."""
    if not reading.actor.may("tickets:all"):
        raise NotFound


CanRead = Annotated[Reading, acting("tickets:read")]
CanWrite = Annotated[TenantSession, acting("tickets:write")]
CanWork = Annotated[TenantSession, acting("tickets:work")]
CanLead = Annotated[TenantSession, acting("tickets:lead")]
#: The ticket that the path names, for those who may write in it or work on it.
InTicket = Annotated[Ticket, existing(Ticket, "tickets:write", visible=visible)]
TheTicket = Annotated[Ticket, existing(Ticket, "tickets:work", visible=visible)]


def _readable(actor: Actor) -> Select[Any]:
    """Messages of the tickets that somebody sees; from outside only what is public."""
    seen = visible(actor).with_only_columns(Ticket.id)
    messages = select(Message).where(Message.ticket_id.in_(seen))
    if actor.may("tickets:all"):
        return messages
    return messages.where(Message.kind == MessageKind.PUBLIC_REPLY)


TheMessage = Annotated[Message, existing(Message, "tickets:write", visible=_readable)]
WorkedMessage = Annotated[Message, existing(Message, "tickets:work", visible=_readable)]


async def check_exists(reading: Reading, ticket_id: UUID) -> None:
    """404 unless the caller may see the ticket."""
    statement = TICKET_EXISTS[reading.actor.may("tickets:all")]
    if await reading.row(statement, id=ticket_id, actor_id=reading.actor.person_id) is None:
        raise NotFound
