"""What callers read of tickets: statements, compiled once."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import aliased
from sqlalchemy.types import Uuid

from app.core.listing import Listing
from app.core.statements import as_json, prepared
from app.customers.models import Customer
from app.people.models import Person
from app.tickets.models import Message, MessageKind, ReadMarker, Ticket, TicketOrder
from app.tickets.sight import ACTOR, SEEN_FROM_OUTSIDE

_Requester, _Assignee = aliased(Person), aliased(Person)

#: What a requester sees in it: no notes.
IS_PUBLIC = Message.kind == MessageKind.PUBLIC_REPLY.value

_last_read = (
    select(ReadMarker.last_read_seq)
    .where(
        ReadMarker.organization_id == Ticket.organization_id,
        ReadMarker.ticket_id == Ticket.id,
        ReadMarker.person_id == ACTOR,
    )
    .correlate(Ticket)
    .scalar_subquery()
)
_order_ids = (
    select(func.coalesce(func.json_agg(TicketOrder.order_id), cast("[]", JSON)))
    .where(
        TicketOrder.organization_id == Ticket.organization_id, TicketOrder.ticket_id == Ticket.id
    )
    .correlate(Ticket)
    .scalar_subquery()
)


def _unread(*visible: ColumnElement[bool]) -> ColumnElement[int]:
    return (
        select(func.count())
        .where(
            Message.organization_id == Ticket.organization_id,
            Message.ticket_id == Ticket.id,
            Message.seq > func.coalesce(_last_read, 0),
            Message.author_id.is_distinct_from(ACTOR),
            *visible,
        )
        .correlate(Ticket)
        .scalar_subquery()
    )


# A note leaves no trace on the requester's side, not even a number that moved.
_last_public_seq = (
    select(func.max(Message.seq))
    .where(
        Message.organization_id == Ticket.organization_id,
        Message.ticket_id == Ticket.id,
        IS_PUBLIC,
    )
    .correlate(Ticket)
    .scalar_subquery()
)


def _tickets(*, everything: bool) -> Select[*tuple[Any, ...]]:
    """Tickets as the desk sees them, or as requesters do.

    Two statements instead of one that asks who reads: PostgreSQL would plan that anew each time.
    """
    return (
        select(
            Ticket.id,
            Ticket.number,
            Ticket.protocol,
            Ticket.subject,
            Ticket.status,
            Ticket.priority,
            Ticket.channel,
            Ticket.requester_id,
            _Requester.name.label("requester_name"),
            Ticket.assignee_id,
            _Assignee.name.label("assignee_name"),
            Ticket.customer_id,
            Customer.name.label("customer_name"),
            Ticket.site_id,
            Ticket.cause_code_id,
            Ticket.solution_code_id,
            Ticket.solution_details,
            _order_ids.label("order_ids"),
            (Ticket.last_seq if everything else _last_public_seq).label("last_seq"),
            (_unread() if everything else _unread(IS_PUBLIC)).label("unread_count"),
            Ticket.reopened_count,
            Ticket.opened_at,
            Ticket.last_activity_at,
            Ticket.first_response_at,
            Ticket.solved_at,
            Ticket.closed_at,
            Ticket.version,
        )
        .join(
            _Requester,
            and_(
                _Requester.organization_id == Ticket.organization_id,
                _Requester.id == Ticket.requester_id,
            ),
        )
        .outerjoin(
            _Assignee,
            and_(
                _Assignee.organization_id == Ticket.organization_id,
                _Assignee.id == Ticket.assignee_id,
            ),
        )
        .outerjoin(
            Customer,
            and_(
                Customer.organization_id == Ticket.organization_id,
                Customer.id == Ticket.customer_id,
            ),
        )
    )


_THIS = (Ticket.organization_id == bindparam("organization_id"), Ticket.id == bindparam("id"))

#: These four by whether the reader sees the tickets of everyone.
TICKETS = {sees: Listing(_tickets(everything=sees), Ticket) for sees in (True, False)}
TICKET = {
    True: prepared(as_json(_tickets(everything=True).where(*_THIS), "version")),
    False: prepared(
        as_json(_tickets(everything=False).where(*_THIS, SEEN_FROM_OUTSIDE), "version")
    ),
}
TICKET_EXISTS = {
    True: prepared(select(Ticket.id).where(*_THIS)),
    False: prepared(select(Ticket.id).where(*_THIS, SEEN_FROM_OUTSIDE)),
}
UNREAD = {
    sees: prepared(
        select(
            _last_read.label("last_read_seq"),
            (_unread() if sees else _unread(IS_PUBLIC)).label("unread_count"),
        ).where(*_THIS)
    )
    for sees in (True, False)
}

_MESSAGES = select(
    Message.id,
    Message.seq,
    Message.kind,
    Message.author_kind,
    Message.author_id,
    Person.name.label("author_name"),
    Message.body,
    Message.created_at,
).outerjoin(
    Person,
    and_(Person.organization_id == Message.organization_id, Person.id == Message.author_id),
)
#: The list of one customer, for whoever may ask for it.
OF_CUSTOMER = Ticket.customer_id == bindparam("scope_customer_id", type_=Uuid())
IN_TICKET = Message.ticket_id == bindparam("ticket_id", type_=Uuid())

MESSAGES = Listing(_MESSAGES, Message)
MESSAGE = prepared(
    as_json(
        _MESSAGES.where(
            Message.organization_id == bindparam("organization_id"), Message.id == bindparam("id")
        )
    )
)
