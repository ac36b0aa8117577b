"""Visibility of tickets and messages, and the row that a path names."""

from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.types import Uuid

from app.core.data.database import TenantSession
from app.core.data.reading import Reading
from app.core.data.visibility import ACTOR, Visibility
from app.core.http.access import acting, existing
from app.core.security.actors import Actor
from app.core.values.errors import NotFound, Refusal
from app.core.values.text import N_
from app.customers.contacts.reads import SPEAKS_FOR
from app.customers.models import Contact
from app.files.visibility import attach_visibility
from app.tickets.attachments.models import Attachment
from app.tickets.models import Message, MessageKind, Ticket
from app.tickets.participants.models import Participant


class ScopeNotAllowed(Refusal):
    """This part of the tickets is for the desk, or for an administrator of the customer."""

    status = 403
    title = N_("You may not see all of these tickets")
    advice = N_("Ask for your own, or let the desk make you an administrator of your customer.")


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
#: The list of one customer, for its administrator: `ADMINISTERED`, once the customer is known.
OF_CUSTOMER = Ticket.customer_id == bindparam("scope_customer_id", type_=Uuid())
#: What is not a note of the desk.
IS_PUBLIC = Message.kind == MessageKind.PUBLIC_REPLY.value

#: The desk sees everything; others what they ask for, take part in, or administer.
TICKET_VISIBILITY = Visibility(
    Ticket, (OWN, ADMINISTERED, PARTICIPATING), everything="tickets:all", read="tickets:read"
)
#: Messages of the tickets that somebody sees; from outside only what is public.
MESSAGE_VISIBILITY = TICKET_VISIBILITY.below(Message, Message.ticket_id, IS_PUBLIC)
#: An attachment is visible where its message is.
ATTACHMENT_VISIBILITY = MESSAGE_VISIBILITY.below(Attachment, Attachment.message_id)
attach_visibility(ATTACHMENT_VISIBILITY, Attachment.file_id)
_EXISTS = TICKET_VISIBILITY.read_by_id(select(Ticket.id))


def is_of_the_desk(actor: Actor) -> bool:
    """Return True if somebody looks at tickets from the side of the desk."""
    return TICKET_VISIBILITY.sees_whole(actor)


def require_desk_permission(reading: Reading) -> None:
    """Like a ticket that is not there, for whoever is not of the desk."""
    if not is_of_the_desk(reading.actor):
        raise NotFound


async def within_scope(
    reading: Reading, scope: str | None
) -> tuple[list[ColumnElement[bool]], dict[str, Any]]:
    """The conditions of a list, and their values: each scope is one part of what is visible.

    403 for a scope that is not the caller's.
    """
    desk = is_of_the_desk(reading.actor)
    scope = scope or ("desk" if desk else "mine")
    given: dict[str, Any] = {"actor_id": reading.actor.person_id}
    if scope == "mine":
        return [OWN], given
    if scope == "participating":
        return [PARTICIPATING], given
    if scope == "desk" and desk:
        return [], given
    speaks_for = await reading.row(SPEAKS_FOR, person_id=reading.actor.person_id)
    if scope == "desk" or speaks_for is None or not speaks_for["is_administrator"]:
        raise ScopeNotAllowed
    return [OF_CUSTOMER], given | {"scope_customer_id": speaks_for["customer_id"]}


CanRead = Annotated[Reading, acting("tickets:read")]
CanWrite = Annotated[TenantSession, acting("tickets:write")]
CanWork = Annotated[TenantSession, acting("tickets:work")]
CanLead = Annotated[TenantSession, acting("tickets:lead")]
#: The ticket that the path names, for those who may write in it or work on it.
InTicket = Annotated[Ticket, existing(Ticket, "tickets:write", visibility=TICKET_VISIBILITY)]
TheTicket = Annotated[Ticket, existing(Ticket, "tickets:work", visibility=TICKET_VISIBILITY)]
#: The ticket to merge: locked with the other one.
MergedTicket = Annotated[
    Ticket, existing(Ticket, "tickets:work", visibility=TICKET_VISIBILITY, lock=False)
]
#: The message that the path names: locked after its ticket, see `messages.service.its_ticket`.
TheMessage = Annotated[
    Message, existing(Message, "tickets:write", visibility=MESSAGE_VISIBILITY, lock=False)
]
WorkedMessage = Annotated[
    Message, existing(Message, "tickets:work", visibility=MESSAGE_VISIBILITY, lock=False)
]


async def require_visible(reading: Reading, ticket_id: UUID) -> None:
    """404 unless the caller may see the ticket."""
    if await reading.row(_EXISTS, id=ticket_id) is None:
        raise NotFound
