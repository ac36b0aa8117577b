"""What callers read of tickets: statements, compiled once."""

from sqlalchemy import Select, and_, bindparam, case, cast, func, or_, select
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import aliased
from sqlalchemy.types import Boolean, Text, Uuid

from app.core.listing import Listing
from app.core.statements import as_json, prepared
from app.customers.models import Customer
from app.people.models import Person
from app.tickets.models import Message, MessageKind, ReadMarker, Ticket, TicketOrder

_ACTOR = bindparam("actor_id", type_=Uuid())
_SEES_NOTES = bindparam("sees_notes", type_=Boolean())
_Requester, _Assignee = aliased(Person), aliased(Person)

#: What a requester sees: only what they asked for themselves.
OWN = Ticket.requester_id == _ACTOR

_last_read = (
    select(ReadMarker.last_read_seq)
    .where(
        ReadMarker.organization_id == Ticket.organization_id,
        ReadMarker.ticket_id == Ticket.id,
        ReadMarker.person_id == _ACTOR,
    )
    .scalar_subquery()
)
_unread = (
    select(func.count())
    .where(
        Message.organization_id == Ticket.organization_id,
        Message.ticket_id == Ticket.id,
        Message.seq > func.coalesce(_last_read, 0),
        Message.author_id.is_distinct_from(_ACTOR),
        or_(_SEES_NOTES, Message.kind == MessageKind.PUBLIC_REPLY.value),
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
# A note leaves no trace on the requester's side, not even a number that moved.
_last_seq = case(
    (_SEES_NOTES, Ticket.last_seq),
    else_=select(func.max(Message.seq))
    .where(
        Message.organization_id == Ticket.organization_id,
        Message.ticket_id == Ticket.id,
        Message.kind == MessageKind.PUBLIC_REPLY.value,
    )
    .correlate(Ticket)
    .scalar_subquery(),
)

_TICKETS = (
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
        _last_seq.label("last_seq"),
        _unread.label("unread_count"),
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
            _Assignee.organization_id == Ticket.organization_id, _Assignee.id == Ticket.assignee_id
        ),
    )
    .outerjoin(
        Customer,
        and_(Customer.organization_id == Ticket.organization_id, Customer.id == Ticket.customer_id),
    )
)
_ONE = _TICKETS.where(
    Ticket.organization_id == bindparam("organization_id"), Ticket.id == bindparam("id")
)

TICKETS = Listing(_TICKETS, Ticket)
#: By whether the reader sees the tickets of everyone.
TICKET = {
    True: prepared(as_json(_ONE, "version")),
    False: prepared(as_json(_ONE.where(OWN), "version")),
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
IN_TICKET = Message.ticket_id == bindparam("ticket_id", type_=Uuid())
PUBLIC = Message.kind == bindparam("public", MessageKind.PUBLIC_REPLY.value, type_=Text())

MESSAGES = Listing(_MESSAGES, Message)
MESSAGE = prepared(
    as_json(
        _MESSAGES.where(
            Message.organization_id == bindparam("organization_id"), Message.id == bindparam("id")
        )
    )
)


def _exists(ticket: Select[tuple[object]]) -> Select[tuple[object]]:
    return ticket.where(
        Ticket.organization_id == bindparam("organization_id"), Ticket.id == bindparam("id")
    )


TICKET_EXISTS = {
    True: prepared(_exists(select(Ticket.id))),
    False: prepared(_exists(select(Ticket.id)).where(OWN)),
}
UNREAD = prepared(
    select(_last_read.label("last_read_seq"), _unread.label("unread_count")).where(
        Ticket.organization_id == bindparam("organization_id"), Ticket.id == bindparam("id")
    )
)
