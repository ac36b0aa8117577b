"""Who sees which tickets: said here once, for every list, every look and every change."""

from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, or_, select
from sqlalchemy.types import Uuid

from app.core.actors import Actor
from app.core.errors import Refusal
from app.core.text import N_
from app.customers.models import Contact
from app.tickets.models import Participant, Ticket


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


def visible(actor: Actor) -> Select[Any]:
    """The desk sees everything; others what they ask for, take part in, or administer."""
    tickets = select(Ticket)
    if actor.may("tickets:all"):
        return tickets
    return tickets.where(SEEN_FROM_OUTSIDE).params(actor_id=actor.person_id)
