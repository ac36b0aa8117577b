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

from app.core.data.reading import Rows, one
from app.core.data.statements import as_json, prepared, tenant_join
from app.core.http.listing import Listing
from app.customers.models import Customer
from app.desks.models import StatusName
from app.forms.models import Activity, FormNode, Process
from app.people.models import Person
from app.tickets.models import (
    Message,
    MessageKind,
    ReadMarker,
    Ticket,
    TicketOrder,
    TicketTag,
)
from app.tickets.visibility import ACTOR, SEEN_FROM_OUTSIDE

_Requester, _Assignee = aliased(Person), aliased(Person)

#: What a requester sees in it: no notes.
IS_PUBLIC = Message.kind == MessageKind.PUBLIC_REPLY.value

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
            _of(Process, Process.name, Ticket.process_id).label("process_name"),
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
_THIS = (Ticket.organization_id == bindparam("organization_id"), Ticket.id == bindparam("id"))

#: These four by whether the reader sees the tickets of everyone.
TICKETS = {sees: Listing(_tickets(everything=sees), Ticket) for sees in (True, False)}
TICKET = {
    True: prepared(as_json(_tickets(everything=True).where(*_THIS), "version")),
    False: prepared(
        as_json(_tickets(everything=False).where(*_THIS, SEEN_FROM_OUTSIDE), "version")
    ),
}
UNREAD = {
    sees: prepared(
        select(
            _last_read.label("last_read_seq"),
            (Ticket.last_seq if sees else _last_public_seq).label("last_seq"),
            (_unread() if sees else _unread(IS_PUBLIC)).label("unread_count"),
        ).where(*_THIS)
    )
    for sees in (True, False)
}

#: The list of one customer, for whoever may ask for it.
OF_CUSTOMER = Ticket.customer_id == bindparam("scope_customer_id", type_=Uuid())
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
#: By whether the reader sees everything, then by whether the unread are wanted or the rest.
IS_UNREAD = {
    sees: {
        True: (_unread() if sees else _unread(IS_PUBLIC)) > 0,
        False: (_unread() if sees else _unread(IS_PUBLIC)) == 0,
    }
    for sees in (True, False)
}


def _counts(*, everything: bool) -> Select[*tuple[Any, ...]]:
    unread = IS_UNREAD[everything][True]
    mine = Ticket.assignee_id == ACTOR if everything else Ticket.requester_id == ACTOR
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
    rows = select(*(c.label(n) for n, c in zip(wanted, counted, strict=True))).where(
        Ticket.organization_id == bindparam("organization_id"), *VIEWS["open"]
    )
    return rows if everything else rows.where(SEEN_FROM_OUTSIDE)


COUNTS = {sees: prepared(as_json(_counts(everything=sees))) for sees in (True, False)}


async def the_ticket(source: Rows, ticket_id: UUID, **more: Any) -> Any:
    """Answer one ticket as the caller sees it."""
    statement = TICKET[source.actor.may("tickets:all")]
    return await one(source, statement, id=ticket_id, actor_id=source.actor.person_id, **more)
