"""A customer's history, newest first: one statement over indexes."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    DateTime,
    Integer,
    Select,
    Text,
    Uuid,
    bindparam,
    cast,
    literal_column,
    null,
    select,
    tuple_,
    union_all,
)

from app.core.data.statements import tenant_join
from app.core.data.visibility import Condition, JointStatement
from app.customers.models import Contract, CustomerFile, Equipment
from app.files.models import File
from app.orders.models import Order
from app.orders.visibility import ORDER_VISIBILITY
from app.quotes.models import Quote
from app.quotes.visibility import QUOTE_VISIBILITY
from app.tickets.models import Ticket
from app.tickets.visibility import TICKET_VISIBILITY

_NO_TEXT = cast(null(), Text)
_PLACE = tuple_(
    bindparam("before", type_=DateTime(timezone=True)), bindparam("before_id", type_=Uuid())
)
_LIMIT = bindparam("limit", type_=Integer())


def _part(kind: str, model: Any, at: Any, label: Any, **more: Any) -> Select[Any]:
    """Entries of one kind: their `entry_status` and `reference`, if they have one."""
    return select(
        literal_column(f"'{kind}'").label("kind"),
        model.id.label("id"),
        at.label("at"),
        label.label("label"),
        more.get("entry_status", _NO_TEXT).label("entry_status"),
        more.get("reference", _NO_TEXT).label("reference"),
    ).where(
        model.organization_id == bindparam("organization_id"),
        model.customer_id == bindparam("customer_id"),
        tuple_(at, model.id) < _PLACE,
    )


def _first(rows: Select[Any], model: Any, at: Any) -> Select[Any]:
    """No more rows than the page holds."""
    return rows.order_by(at.desc(), model.id.desc()).limit(_LIMIT)


_OWNED_BY_CUSTOMER = (
    _first(
        _part(
            *("contract", Contract, Contract.created_at, Contract.plan),
            entry_status=Contract.status,
            reference=Contract.contract_number,
        ),
        *(Contract, Contract.created_at),
    ),
    _first(
        _part("equipment", Equipment, Equipment.created_at, Equipment.label),
        *(Equipment, Equipment.created_at),
    ),
    _first(
        _part("document", CustomerFile, CustomerFile.created_at, File.name).join(
            File, tenant_join(File, CustomerFile, CustomerFile.file_id)
        ),
        *(CustomerFile, CustomerFile.created_at),
    ),
)
#: What not everybody sees, in the order of the visibilities below.
_NARROWED: tuple[tuple[Any, Any, Select[Any]], ...] = (
    (
        *(Order, Order.opened_at),
        _part(
            *("order", Order, Order.opened_at, Order.title),
            entry_status=Order.status,
            reference=Order.protocol,
        ),
    ),
    (
        *(Ticket, Ticket.opened_at),
        _part(
            *("ticket", Ticket, Ticket.opened_at, Ticket.subject),
            entry_status=Ticket.status,
            reference=Ticket.protocol,
        ),
    ),
    (
        *(Quote, Quote.created_at),
        _part(
            *("quote", Quote, Quote.created_at, Quote.title),
            entry_status=Quote.status,
            reference=cast(Quote.number, Text),
        ),
    ),
)


def _history(seen: Sequence[Condition | None]) -> Select[Any]:
    narrowed = (
        _first(rows.where(condition), model, at)
        for (model, at, rows), condition in zip(_NARROWED, seen, strict=True)
        if condition is not None
    )
    parts = (*_OWNED_BY_CUSTOMER, *narrowed)
    entries = union_all(*parts).subquery("entries")
    # Rows of one kind at the same instant are told apart by their id, and so are kinds.
    return select(entries).order_by(entries.c.at.desc(), entries.c.id.desc()).limit(_LIMIT)


#: Of each kind what the reader sees; what belongs to the customer is seen with it.
HISTORY = JointStatement((ORDER_VISIBILITY, TICKET_VISIBILITY, QUOTE_VISIBILITY), _history)
