"""Statements that read tickets."""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Select,
    and_,
    any_,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import JSON, aggregate_order_by
from sqlalchemy.orm import aliased
from sqlalchemy.types import Uuid

from app.core.data.reading import Json, Rows, one
from app.core.data.statements import Statement, by_id, prepared, tenant_join
from app.core.data.visibility import ACTOR
from app.core.http.listing import Listing
from app.customers.models import Customer
from app.desks.models import StatusName
from app.forms.models import Activity, FormNode, TicketProcess
from app.people.models import Person
from app.tickets.models import Message, ReadMarker, Ticket
from app.tickets.orders.models import TicketOrder
from app.tickets.tags.models import TicketTag
from app.tickets.visibility import IS_PUBLIC, TICKET_VISIBILITY

_Requester, _Assignee = aliased(Person), aliased(Person)

_last_read = (
    select(ReadMarker.last_read_seq)
    .where(
        tenant_join(Ticket, ReadMarker, ReadMarker.ticket_id),
        ReadMarker.person_id == ACTOR,
    )
    .correlate(Ticket)
    .scalar_subquery()
)
_order_ids = (
    select(func.coalesce(func.json_agg(TicketOrder.order_id), cast("[]", JSON)))
    .where(tenant_join(Ticket, TicketOrder, TicketOrder.ticket_id))
    .correlate(Ticket)
    .scalar_subquery()
)


_tags = (
    select(
        func.coalesce(
            func.json_agg(aggregate_order_by(TicketTag.tag, TicketTag.tag)), cast("[]", JSON)
        )
    )
    .where(tenant_join(Ticket, TicketTag, TicketTag.ticket_id))
    .correlate(Ticket)
    .scalar_subquery()
)


def _of(model: Any, column: Any, key: Any) -> ColumnElement[Any]:
    """One column of the row that the ticket points at, if it does."""
    found: ColumnElement[Any] = (
        select(column).where(tenant_join(model, Ticket, key)).correlate(Ticket).scalar_subquery()
    )
    return found


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


# A note leaves no trace on the requester's side, not even a number that moved.
_last_public_seq = (
    select(func.coalesce(func.max(Message.seq), 0))
    .where(
        tenant_join(Ticket, Message, Message.ticket_id),
        IS_PUBLIC,
    )
    .correlate(Ticket)
    .scalar_subquery()
)


#: Tags are the desk's own words.
_NO_TAGS = cast("[]", JSON).label("tags")


def _tickets(*, everything: bool) -> Select[*tuple[Any, ...]]:
    """Tickets as the desk sees them, or as requesters do.

    Two statements instead of one that asks who reads: PostgreSQL would plan that anew each time.
    """
    label = StatusName.label_agent if everything else StatusName.label_requester
    step = Activity.label_agent if everything else Activity.label_requester
    # Beside the ticket and not in it: it is shown twice and counted once.
    unread = select((_unread() if everything else _unread(IS_PUBLIC)).label("count")).lateral(
        "unread"
    )
    return (
        select(
            Ticket.id,
            Ticket.number,
            Ticket.protocol,
            Ticket.subject,
            Ticket.desk_id,
            Ticket.status,
            Ticket.status_name_id,
            _of(StatusName, label, Ticket.status_name_id).label("status_label"),
            Ticket.awaiting,
            Ticket.priority,
            Ticket.priority_source,
            Ticket.channel,
            Ticket.requester_id,
            _Requester.name.label("requester_name"),
            Ticket.created_by_id,
            Ticket.team_id,
            Ticket.assignee_id,
            _Assignee.name.label("assignee_name"),
            Ticket.assigned_at,
            Ticket.queue_reason,
            Ticket.customer_id,
            Customer.name.label("customer_name"),
            Ticket.site_id,
            Ticket.form_node_id,
            _of(FormNode, FormNode.label, Ticket.form_node_id).label("topic"),
            Ticket.process_id,
            _of(TicketProcess, TicketProcess.name, Ticket.process_id).label("process_name"),
            Ticket.activity_id,
            _of(Activity, step, Ticket.activity_id).label("activity_label"),
            Ticket.form_version_id,
            Ticket.fields,
            Ticket.support_access_wanted,
            Ticket.cause_code_id,
            Ticket.solution_code_id,
            Ticket.solution_details,
            _tags.label("tags") if everything else _NO_TAGS,
            _order_ids.label("order_ids"),
            Ticket.merged_into_id,
            Ticket.is_spam,
            (Ticket.last_seq if everything else _last_public_seq).label("last_seq"),
            (unread.c.count > 0).label("has_unread"),
            unread.c.count.label("unread_count"),
            Ticket.reopened_count,
            Ticket.due_at,
            Ticket.opened_at,
            Ticket.last_activity_at,
            Ticket.first_response_at,
            Ticket.solved_at,
            Ticket.closed_at,
            Ticket.version,
        )
        .join(_Requester, tenant_join(_Requester, Ticket, Ticket.requester_id))
        .outerjoin(_Assignee, tenant_join(_Assignee, Ticket, Ticket.assignee_id))
        .outerjoin(Customer, tenant_join(Customer, Ticket, Ticket.customer_id))
        .join(unread, true())
    )


#: The views, as conditions over what is stored. Literals, so that partial indexes are used.
VIEWS: dict[str, tuple[ColumnElement[bool], ...]] = {
    "all": (),
    "open": (literal_column("tickets.awaiting <> 'nobody'", Boolean()),),
    "closed": (literal_column("tickets.awaiting = 'nobody'", Boolean()),),
    "pending": (literal_column("tickets.awaiting = 'agent'", Boolean()),),
    "answered": (literal_column("tickets.awaiting = 'requester'", Boolean()),),
}
#: What requesters see is another statement. The scope narrows the list: see `within_scope`.
TICKETS = TICKET_VISIBILITY.choose(
    Listing(_tickets(everything=True), Ticket), Listing(_tickets(everything=False), Ticket)
)
TICKET = TICKET_VISIBILITY.read_by_id(
    _tickets(everything=True), "version", part=_tickets(everything=False)
)


def _how_far_read(last_seq: Any, unread: ColumnElement[int]) -> Statement:
    return prepared(
        select(
            _last_read.label("last_read_seq"),
            last_seq.label("last_seq"),
            unread.label("unread_count"),
        ).where(by_id(Ticket))
    )


#: Of a ticket that was found already.
UNREAD = TICKET_VISIBILITY.choose(
    _how_far_read(Ticket.last_seq, _unread()), _how_far_read(_last_public_seq, _unread(IS_PUBLIC))
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
        "overdue": Ticket.due_at < bindparam("now", type_=Ticket.opened_at.type),
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
