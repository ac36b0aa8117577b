"""The statement behind an order's screen."""

from typing import Any

from sqlalchemy import JSON, Text, case, cast, func, literal_column, select, true
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.sql.elements import ColumnElement

from app.core.data.statements import EMPTY_LIST, tenant_join
from app.customers.models import Contract, Equipment
from app.orders.expenses.models import OrderExpense
from app.orders.line_items.reads import LINE_COLUMNS, LINE_ITEMS
from app.orders.models import Order
from app.orders.photos.models import OrderPhoto
from app.orders.reads import ORDER_ROWS
from app.orders.visibility import ORDER_VISIBILITY
from app.orders.visits.models import Visit, VisitHelper
from app.people.models import Person
from app.schedules.models import Booking


def _of_order(model: Any) -> Any:
    return tenant_join(Order, model, model.order_id)


def _list(rows: Any, label: str) -> Any:
    """A list that a subquery makes; empty rather than null."""
    return func.coalesce(rows.correlate(Order).scalar_subquery(), EMPTY_LIST, type_=JSON).label(
        label
    )


def _one(column: Any, model: Any) -> Any:
    return (
        select(column).select_from(model).where(_of_order(model)).correlate(Order).scalar_subquery()
    )


_HELPERS = (
    select(
        func.json_agg(
            aggregate_order_by(
                func.json_build_object("id", Person.id, "name", Person.name), Person.name
            )
        )
    )
    .join_from(VisitHelper, Person, tenant_join(Person, VisitHelper, VisitHelper.person_id))
    .where(_of_order(VisitHelper))
)
_APPARATUS = func.json_build_object(
    *("id", Equipment.id, "label", Equipment.label, "manufacturer", Equipment.manufacturer),
    *("model", Equipment.model, "serial_number", Equipment.serial_number),
    *("owner", Equipment.owner),
)
_EQUIPMENT = select(
    func.coalesce(func.json_agg(aggregate_order_by(_APPARATUS, Equipment.label)), EMPTY_LIST)
).where(
    Equipment.organization_id == Order.organization_id,
    Equipment.customer_id == Order.customer_id,
    Equipment.site_id == Order.site_id,
    Equipment.removed_on.is_(None),
)
_CONTRACT = case(
    (
        Contract.id.is_not(None),
        func.json_build_object(
            *(
                "id",
                Contract.id,
                "contract_number",
                Contract.contract_number,
                "plan",
                Contract.plan,
            ),
            *("sub_plan", Contract.sub_plan, "status", Contract.status),
            *("pppoe_username", Contract.pppoe_username),
            *("has_pppoe_password", Contract.pppoe_password_encrypted.is_not(None)),
        ),
    )
)
_CENTS: ColumnElement[Any] = literal_column("0.00")
#: What the booking of the visit says.
_AGREED = (
    Visit.booking_id,
    Booking.promise_kind,
    Booking.promised_from,
    Booking.promised_until,
    Booking.confirmed_at,
    func.coalesce(Booking.warnings, literal_column("'[]'::jsonb"), type_=JSONB).label("warnings"),
)
ORDER_DETAIL = ORDER_VISIBILITY.read_by_id(
    ORDER_ROWS.add_columns(
        *_AGREED,
        _list(_HELPERS, "helpers"),
        *LINE_COLUMNS,
        cast(func.coalesce(_one(func.sum(OrderExpense.amount), OrderExpense), _CENTS), Text).label(
            "expenses_total"
        ),
        _one(func.count(), OrderPhoto).label("photos_count"),
        func.json_build_object(
            "contract",
            _CONTRACT,
            "equipment",
            _EQUIPMENT.correlate(Order).scalar_subquery(),
            type_=JSON,
        ).label("technical"),
    )
    .join(LINE_ITEMS, true())
    .outerjoin(Booking, tenant_join(Booking, Visit, Visit.booking_id)),
    "version",
)

#: An order after it was scheduled.
SCHEDULED_ORDER = ORDER_VISIBILITY.read_by_id(
    ORDER_ROWS.add_columns(*_AGREED).outerjoin(
        Booking, tenant_join(Booking, Visit, Visit.booking_id)
    ),
    "version",
)
