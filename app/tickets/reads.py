"""Statements that read tickets."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    Boolean,
    ColumnElement,
    Select,
    and_,
    any_,
    bindparam,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.types import Uuid

from app.core.data.ordering import NEVER, known_moment, urgency
from app.core.data.reading import Json, Rows, one
from app.core.data.search import by_relevance
from app.core.data.statements import EMPTY_LIST, Statement, by_id, once, prepared, tenant_join
from app.core.data.visibility import ACTOR
from app.core.http.listing import Listing
from app.customers.models import Customer
from app.customers.reads import IN_USE
from app.desks.models import StatusName
from app.forms.models import Activity, FormNode, TicketProcess
from app.people.models import Person
from app.tickets.models import Message, ReadMarker, Ticket
from app.tickets.orders.models import TicketOrder
from app.tickets.tags.models import TicketTag
from app.tickets.visibility import IS_PUBLIC, TICKET_VISIBILITY

_last_read = (
    select(ReadMarker.last_read_seq)
    .where(
        tenant_join(Ticket, ReadMarker, ReadMarker.ticket_id),
        ReadMarker.person_id == ACTOR,
    )
    .correlate(Ticket)
    .scalar_subquery()
)


def _unread(*visible: ColumnElement[bool]) -> ColumnElement[int]:
    return (
        select(func.count())
        .where(
            tenant_join(Ticket, Message, Message.ticket_id),
            Message.seq > func.coalesce(_last_read, 0),
            Message.author_id.is_distinct_from(ACTOR),
            *visible,
        )
        .correlate(Ticket)
        .scalar_subquery()
    )


def _public(*until: ColumnElement[bool]) -> ColumnElement[int]:
    """Number of messages that requesters see: a note leaves no trace, and no gap in theirs."""
    return (
        select(func.count())
        .where(tenant_join(Ticket, Message, Message.ticket_id), IS_PUBLIC, *until)
        .correlate(Ticket)
        .scalar_subquery()
    )


def _of_each(ticket: Any, model: Any, **made: ColumnElement[Any]) -> CTE:
    """Values made of the rows of `model` that belong to each ticket of a page."""
    columns = (column.label(name) for name, column in made.items())
    rows = select(model.ticket_id, *columns).group_by(model.ticket_id)
    return once(rows, model.ticket_id, ticket.id)


def _tickets(ticket: Any, *, everything: bool) -> Select[*tuple[Any, ...]]:
    """A page of tickets as the desk sees them, or as requesters do.

    Two statements instead of one that asks who reads: PostgreSQL would plan that anew each time.
    """
    label = StatusName.label_agent if everything else StatusName.label_requester
    step = Activity.label_agent if everything else Activity.label_requester
    people = once(
        select(Person.id, Person.name), Person.id, ticket.requester_id, ticket.assignee_id
    )
    requester, assignee = people.alias(), people.alias()
    customer = once(select(Customer.id, Customer.name), Customer.id, ticket.customer_id)
    status = once(select(StatusName.id, label.label("label")), StatusName.id, ticket.status_name_id)
    topic = once(select(FormNode.id, FormNode.label), FormNode.id, ticket.form_node_id)
    process = once(
        select(TicketProcess.id, TicketProcess.name), TicketProcess.id, ticket.process_id
    )
    activity = once(select(Activity.id, step.label("label")), Activity.id, ticket.activity_id)
    tags = _of_each(
        ticket, TicketTag, tags=func.json_agg(aggregate_order_by(TicketTag.tag, TicketTag.tag))
    )
    orders = _of_each(ticket, TicketOrder, ids=func.json_agg(TicketOrder.order_id))
    read = once(
        select(ReadMarker.ticket_id, ReadMarker.last_read_seq).where(ReadMarker.person_id == ACTOR),
        ReadMarker.ticket_id,
        ticket.id,
    )
    is_unread = and_(
        Message.seq > func.coalesce(read.c.last_read_seq, 0),
        Message.author_id.is_distinct_from(ACTOR),
    )
    messages = once(
        select(
            Message.ticket_id,
            func.count().filter(is_unread).label("unread"),
            func.count().label("count"),
        )
        .outerjoin(read, read.c.ticket_id == Message.ticket_id)
        .where(*(() if everything else (IS_PUBLIC,)))
        .group_by(Message.ticket_id),
        Message.ticket_id,
        ticket.id,
    )
    unread = func.coalesce(messages.c.unread, 0)
    # A note leaves no trace on the requester's side, not even a number that moved.
    last_seq = ticket.last_seq if everything else func.coalesce(messages.c.count, 0)
    rows = (
        select(
            ticket.id,
            ticket.number,
            ticket.protocol,
            ticket.subject,
            ticket.desk_id,
            ticket.status,
            ticket.status_name_id,
            status.c.label.label("status_label"),
            ticket.awaiting,
            ticket.priority,
            ticket.priority_source,
            ticket.channel,
            ticket.requester_id,
            requester.c.name.label("requester_name"),
            ticket.created_by_id,
            ticket.team_id,
            ticket.assignee_id,
            assignee.c.name.label("assignee_name"),
            ticket.assigned_at,
            ticket.queue_reason,
            ticket.customer_id,
            customer.c.name.label("customer_name"),
            ticket.site_id,
            ticket.form_node_id,
            topic.c.label.label("topic"),
            ticket.process_id,
            process.c.name.label("process_name"),
            ticket.activity_id,
            activity.c.label.label("activity_label"),
            ticket.form_version_id,
            ticket.fields,
            ticket.support_access_wanted,
            ticket.cause_code_id,
            ticket.solution_code_id,
            ticket.solution_details,
            (func.coalesce(tags.c.tags, EMPTY_LIST) if everything else EMPTY_LIST).label("tags"),
            func.coalesce(orders.c.ids, EMPTY_LIST).label("order_ids"),
            ticket.merged_into_id,
            ticket.is_spam,
            last_seq.label("last_seq"),
            (unread > 0).label("has_unread"),
            unread.label("unread_count"),
            ticket.reopened_count,
            ticket.due_at,
            ticket.opened_at,
            ticket.last_activity_at,
            ticket.first_response_at,
            ticket.solved_at,
            ticket.closed_at,
            ticket.version,
        )
        .join(requester, requester.c.id == ticket.requester_id)
        .outerjoin(assignee, assignee.c.id == ticket.assignee_id)
        .outerjoin(customer, customer.c.id == ticket.customer_id)
        .outerjoin(status, status.c.id == ticket.status_name_id)
        .outerjoin(topic, topic.c.id == ticket.form_node_id)
        .outerjoin(process, process.c.id == ticket.process_id)
        .outerjoin(activity, activity.c.id == ticket.activity_id)
        .outerjoin(orders, orders.c.ticket_id == ticket.id)
        .outerjoin(messages, messages.c.ticket_id == ticket.id)
    )
    # Tags are the desk's own words.
    return rows.outerjoin(tags, tags.c.ticket_id == ticket.id) if everything else rows


_WHOLE, _PART = partial(_tickets, everything=True), partial(_tickets, everything=False)


#: The views, as conditions over what is stored. Literals, so that partial indexes are used.
VIEWS: dict[str, tuple[ColumnElement[bool], ...]] = {
    "all": (),
    "open": (literal_column("tickets.awaiting <> 'nobody'", Boolean()),),
    "closed": (literal_column("tickets.awaiting = 'nobody'", Boolean()),),
    "pending": (literal_column("tickets.awaiting = 'agent'", Boolean()),),
    "answered": (literal_column("tickets.awaiting = 'requester'", Boolean()),),
}
#: A target was missed, and what it measures has not happened yet.
OVERDUE = known_moment(Ticket.due_at) < func.now()
#: What owes nothing is due neither after a moment nor before one.
IS_DUE = known_moment(Ticket.due_at) < NEVER
SPAM = literal_column("tickets.is_spam", Boolean())


def _in_messages(asked: Any, *visible: ColumnElement[bool]) -> Select[Any]:
    return select(Message.ticket_id).where(
        Message.organization_id == bindparam("organization_id", type_=Uuid()),
        Message.search_vector.op("@@")(asked),
        *visible,
    )


def _of_model(asked: Any, model: Any, key: Any, *where: Any) -> Select[Any]:
    """Ids of the tickets whose requester or customer is found.

    Those are found first, as one array: a join may read all tickets instead.
    """
    organization_id = bindparam("organization_id", type_=Uuid())
    found = select(model.id).where(
        model.organization_id == organization_id, model.search_vector.op("@@")(asked), *where
    )
    return select(Ticket.id).where(
        Ticket.organization_id == organization_id,
        key == any_(func.array(found.correlate(None).scalar_subquery())),
    )


def _found_by_desk(asked: Any) -> list[Select[Any]]:
    of_requester = _of_model(asked, Person, Ticket.requester_id)
    of_customer = _of_model(asked, Customer, Ticket.customer_id, IN_USE)
    return [_in_messages(asked), of_requester, of_customer]


def _found_by_others(asked: Any) -> list[Select[Any]]:
    return [_in_messages(asked, IS_PUBLIC)]


_SORTS: dict[str, Callable[[Any], ColumnElement[Any]]] = {
    "relevance": partial(by_relevance, moment="opened_at"),
    "due_at": lambda ticket: known_moment(ticket.due_at),
    "priority": lambda ticket: urgency(ticket.priority),
}
#: What requesters see is another statement. The scope narrows the list: see `within_scope`.
TICKETS = TICKET_VISIBILITY.choose(
    Listing(_WHOLE, Ticket, found_by=_found_by_desk, sorts=_SORTS),
    Listing(_PART, Ticket, found_by=_found_by_others, sorts=_SORTS),
)
TICKET = TICKET_VISIBILITY.read_by_id(_WHOLE, "version", part=_PART)


def _how_far_read(last_read: Any, last_seq: Any, unread: ColumnElement[int]) -> Statement:
    return prepared(
        select(
            last_read.label("last_read_seq"),
            last_seq.label("last_seq"),
            unread.label("unread_count"),
        ).where(by_id(Ticket))
    )


#: Of a ticket that was found already.
UNREAD = TICKET_VISIBILITY.choose(
    _how_far_read(_last_read, Ticket.last_seq, _unread()),
    _how_far_read(_public(Message.seq <= _last_read), _public(), _unread(IS_PUBLIC)),
)
IN_MONTH = (
    Ticket.opened_at >= bindparam("month_from", type_=Ticket.opened_at.type),
    Ticket.opened_at < bindparam("month_until", type_=Ticket.opened_at.type),
)
#: Found first: a tag is on few tickets, and they are sorted afterwards.
TAGGED = Ticket.id == any_(
    func.array(
        select(TicketTag.ticket_id)
        .where(
            TicketTag.organization_id == bindparam("organization_id", type_=Uuid()),
            TicketTag.tag == bindparam("tag"),
        )
        .scalar_subquery()
    )
)
IS_UNREAD = TICKET_VISIBILITY.choose(_unread() > 0, _unread(IS_PUBLIC) > 0)
IS_READ = TICKET_VISIBILITY.choose(_unread() == 0, _unread(IS_PUBLIC) == 0)


def _counts(mine: ColumnElement[bool], unread: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    wanted = {
        "open": None,
        "pending": Ticket.awaiting == "agent",
        "answered": Ticket.awaiting == "requester",
        "on_hold": Ticket.status == "on_hold",
        "urgent": Ticket.priority == "urgent",
        "unassigned": Ticket.assignee_id.is_(None),
        "mine": mine,
        # For the desk: of one's own, or everything anybody ever wrote would be new.
        "unread": and_(mine, unread),
        "overdue": OVERDUE,
    }
    counted = (
        func.count().filter(only) if only is not None else func.count() for only in wanted.values()
    )
    return select(*(c.label(n) for n, c in zip(wanted, counted, strict=True))).where(
        Ticket.organization_id == bindparam("organization_id"), *VIEWS["open"]
    )


COUNTS = TICKET_VISIBILITY.as_json(
    _counts(Ticket.assignee_id == ACTOR, IS_UNREAD.whole),
    part=_counts(Ticket.requester_id == ACTOR, IS_UNREAD.part),
)


async def the_ticket(source: Rows, ticket_id: UUID, **more: Any) -> Json:
    """Answer one ticket as the caller sees it."""
    return await one(source, TICKET, id=ticket_id, **more)
