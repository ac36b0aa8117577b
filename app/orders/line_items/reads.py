"""Line items of an order and their sums, read beside the order."""

from typing import Any

from sqlalchemy import JSON, ColumnElement, Text, case, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.core.data.statements import EMPTY_LIST, sql, tenant_join
from app.orders.line_items.models import LineKind, OrderLine
from app.orders.models import Order

_ZERO: ColumnElement[Any] = literal_column("0.00")
_IS_SERVICE = OrderLine.service_id.is_not(None)
#: See `OrderLine.amount`.
_AMOUNT = func.coalesce(OrderLine.total, OrderLine.quantity * OrderLine.unit_price)
_MINUTES = func.sum(OrderLine.quantity * OrderLine.duration_minutes)
_SERVICE = func.json_build_object(
    *("service_id", OrderLine.service_id, "code", OrderLine.code, "name", OrderLine.name),
    *("quantity", cast(OrderLine.quantity, Text)),
    *("unit_price", cast(OrderLine.unit_price, Text)),
    *("duration_minutes", OrderLine.duration_minutes),
)
_LINE = func.json_build_object(
    *("id", OrderLine.id, "position", OrderLine.position),
    "kind",
    case(
        (_IS_SERVICE, literal_column(f"'{LineKind.SERVICE}'")),
        (OrderLine.product_id.is_not(None), literal_column(f"'{LineKind.PRODUCT}'")),
        else_=literal_column(f"'{LineKind.TEXT}'"),
    ),
    *("service_id", OrderLine.service_id, "product_id", OrderLine.product_id),
    *("code", OrderLine.code, "description", OrderLine.name),
    *("quantity", cast(OrderLine.quantity, Text)),
    *("unit_price", cast(OrderLine.unit_price, Text)),
    *("discount_percent", cast(OrderLine.discount_percent, Text)),
    *("total", cast(func.round(_AMOUNT, 2), Text), "is_approved", OrderLine.is_approved),
)
_POLICY = func.json_build_object(
    *("min_photos", func.coalesce(func.max(OrderLine.min_photos), 0)),
    *("needs_network", func.coalesce(func.bool_or(OrderLine.needs_network), False)),
    "needs_technician_signature",
    func.coalesce(func.bool_or(OrderLine.needs_technician_signature), False),
)


def _list(row: Any, *only: Any) -> Any:
    rows = func.json_agg(aggregate_order_by(row, OrderLine.position, OrderLine.id))
    return func.coalesce(rows.filter(*only) if only else rows, EMPTY_LIST, type_=JSON)


def _sum(amount: Any, *only: Any) -> Any:
    amounts = func.sum(amount)
    return func.coalesce(amounts.filter(*only) if only else amounts, _ZERO)


def _money(amount: Any) -> Any:
    return cast(func.round(amount, 2), Text)


#: All that an order has of its lines, in one look at them: one row, also without any.
LINE_ITEMS = (
    select(
        _list(_LINE).label("lines"),
        _list(_SERVICE, _IS_SERVICE).label("services"),
        _sum(_AMOUNT).label("subtotal"),
        _sum(_AMOUNT, _IS_SERVICE).label("services_total"),
        _sum(_AMOUNT, OrderLine.is_approved).label("approved"),
        func.coalesce(func.bool_or(OrderLine.is_approved), False).label("has_approved"),
        func.ceil(_MINUTES.filter(_IS_SERVICE)).label("duration_minutes"),
        _POLICY.label("closing_policy"),
    )
    .select_from(OrderLine)
    .where(tenant_join(Order, OrderLine, OrderLine.order_id))
    .correlate(Order)
    .lateral("line_items")
)
_of = LINE_ITEMS.c
_DISCOUNT = func.coalesce(Order.discount, _ZERO)
#: Columns of an order's detail, by their names.
LINE_COLUMNS = (
    _of.lines,
    _of.services,
    _money(_of.services_total).label("services_total"),
    _money(_of.subtotal).label("subtotal"),
    cast(Order.discount_percent, Text).label("discount_percent"),
    _money(_DISCOUNT).label("discount"),
    _money(_of.subtotal - _DISCOUNT).label("total"),
    # What was approved comes to this, whatever was added since.
    case((_of.has_approved, _money(_of.approved - _DISCOUNT))).label("approved_total"),
    case((_of.has_approved, _money(_of.subtotal - _of.approved))).label("added_total"),
    _of.duration_minutes,
    _of.closing_policy,
)
#: Services of an order and their minutes together.
WORK_OF_ORDER = sql("""select coalesce(array_agg(distinct l.service_id), '{}') as service_ids,
              coalesce(ceil(sum(l.quantity * l.duration_minutes)), 0)::int as minutes
         from order_services l
        where l.organization_id = :organization_id and l.order_id = :order_id
          and l.service_id is not null""")
