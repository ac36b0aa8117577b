"""What callers read of an order beside its card: operation screen, visits, expenses, comments."""

from typing import Any

from sqlalchemy import JSON, Text, and_, bindparam, case, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.sql.elements import ColumnElement

from app.core.listing import Listing
from app.core.statements import as_json, instant, prepared, same
from app.customers.models import Contract, Equipment
from app.orders.models import Order, OrderPhoto, Visit, VisitSegment
from app.orders.reads import ORDER_ROWS, THE_ORDER
from app.orders.work_models import OrderComment, OrderExpense, OrderService, VisitHelper
from app.people.models import Person

_NOTHING: ColumnElement[Any] = literal_column("'[]'::json")


def _of_order(model: Any) -> Any:
    return and_(model.organization_id == Order.organization_id, model.order_id == Order.id)


def _list(rows: Any, label: str) -> Any:
    """A list that a subquery makes; empty rather than null."""
    return func.coalesce(rows.correlate(Order).scalar_subquery(), _NOTHING, type_=JSON).label(label)


def _one(column: Any, model: Any) -> Any:
    return select(column).where(_of_order(model)).correlate(Order).scalar_subquery()


_SERVICE = func.json_build_object(
    *("service_id", OrderService.service_id, "code", OrderService.code, "name", OrderService.name),
    *("quantity", cast(OrderService.quantity, Text)),
    *("unit_price", cast(OrderService.unit_price, Text)),
    *("duration_minutes", OrderService.duration_minutes),
)
_SERVICES = select(func.json_agg(aggregate_order_by(_SERVICE, OrderService.position))).where(
    _of_order(OrderService)
)
_TOTAL = func.sum(OrderService.quantity * OrderService.unit_price)
_HELPERS = (
    select(
        func.json_agg(
            aggregate_order_by(
                func.json_build_object("id", Person.id, "name", Person.name), Person.name
            )
        )
    )
    .join_from(VisitHelper, Person, same(Person, VisitHelper, VisitHelper.person_id))
    .where(_of_order(VisitHelper))
)
_APPARATUS = func.json_build_object(
    *("id", Equipment.id, "label", Equipment.label, "manufacturer", Equipment.manufacturer),
    *("model", Equipment.model, "serial_number", Equipment.serial_number),
    *("owner", Equipment.owner),
)
_EQUIPMENT = select(
    func.coalesce(func.json_agg(aggregate_order_by(_APPARATUS, Equipment.label)), _NOTHING)
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
            *("id", Contract.id, "number", Contract.number, "plan", Contract.plan),
            *("sub_plan", Contract.sub_plan, "status", Contract.status),
            *("pppoe_username", Contract.pppoe_username),
            *("has_pppoe_password", Contract.pppoe_password_sealed.is_not(None)),
        ),
    )
)
_POLICY = func.json_build_object(
    *("min_photos", func.coalesce(func.max(OrderService.min_photos), 0)),
    *("needs_network", func.coalesce(func.bool_or(OrderService.needs_network), False)),
    "needs_technician_signature",
    func.coalesce(func.bool_or(OrderService.needs_technician_signature), False),
)
_CENTS: ColumnElement[Any] = literal_column("0.00")
ORDER_DETAIL = prepared(
    as_json(
        ORDER_ROWS.add_columns(
            _list(_HELPERS, "helpers"),
            _list(_SERVICES, "services"),
            cast(func.round(func.coalesce(_one(_TOTAL, OrderService), _CENTS), 2), Text).label(
                "services_total"
            ),
            cast(
                func.coalesce(_one(func.sum(OrderExpense.amount), OrderExpense), _CENTS), Text
            ).label("expenses_total"),
            _one(
                func.ceil(func.sum(OrderService.quantity * OrderService.duration_minutes)),
                OrderService,
            ).label("duration_minutes"),
            _one(_POLICY, OrderService).label("closing_policy"),
            _one(func.count(), OrderPhoto).label("photos_count"),
            func.json_build_object(
                "contract",
                _CONTRACT,
                "equipment",
                _EQUIPMENT.correlate(Order).scalar_subquery(),
                type_=JSON,
            ).label("technical"),
        ).where(THE_ORDER),
        "version",
    )
)

#: What it takes to show the password of a line: whose visit it is, whether the order is open.
SECRET = prepared(
    select(
        Order.technician_id,
        Order.closed_at,
        Order.cancelled_at,
        Contract.id.label("contract_id"),
        Contract.pppoe_username,
        Contract.pppoe_password_sealed,
    )
    .outerjoin_from(Order, Contract, same(Contract, Order, Order.contract_id))
    .where(THE_ORDER)
)

_SEGMENT = func.json_build_object(
    *("kind", VisitSegment.kind, "started_at", instant(VisitSegment.started_at)),
    *("ended_at", instant(VisitSegment.ended_at)),
)
_SEGMENTS = (
    select(func.json_agg(aggregate_order_by(_SEGMENT, VisitSegment.started_at, VisitSegment.id)))
    .where(VisitSegment.organization_id == Visit.organization_id, VisitSegment.visit_id == Visit.id)
    .correlate(Visit)
    .scalar_subquery()
)
VISITS = prepared(
    as_json(
        select(
            Visit.id,
            Visit.attempt_no,
            Visit.status,
            Visit.technician_id,
            Person.name.label("technician_name"),
            Visit.starts_at,
            Visit.ends_at,
            Visit.arrived_at,
            Visit.started_at,
            Visit.finished_at,
            Visit.travel_seconds,
            Visit.work_seconds,
            Visit.pause_seconds,
            Visit.outcome_note,
            Visit.absence_distance_m,
            Visit.absence_waited_seconds,
            Visit.contact_attempts,
            func.coalesce(_SEGMENTS, _NOTHING, type_=JSON).label("segments"),
        )
        .join_from(Visit, Person, same(Person, Visit, Visit.technician_id))
        .where(
            Visit.organization_id == bindparam("organization_id"),
            Visit.order_id == bindparam("order_id"),
        )
        .order_by(Visit.id)
    )
)

_EXPENSES = select(
    OrderExpense.id,
    OrderExpense.kind,
    OrderExpense.amount,
    OrderExpense.note,
    OrderExpense.spent_on,
    OrderExpense.file_id,
    OrderExpense.person_id,
    Person.name.label("person_name"),
    OrderExpense.created_at,
).outerjoin_from(OrderExpense, Person, same(Person, OrderExpense, OrderExpense.person_id))
EXPENSES = Listing(_EXPENSES, OrderExpense)
EXPENSES_OF_ORDER = OrderExpense.order_id == bindparam("order_id", type_=OrderExpense.order_id.type)
EXPENSE = prepared(
    as_json(
        _EXPENSES.where(
            OrderExpense.organization_id == bindparam("organization_id"),
            OrderExpense.id == bindparam("id"),
        )
    )
)

_COMMENTS = select(
    OrderComment.id,
    OrderComment.author_id,
    Person.name.label("author_name"),
    OrderComment.body,
    OrderComment.created_at,
).outerjoin_from(OrderComment, Person, same(Person, OrderComment, OrderComment.author_id))
COMMENTS = Listing(_COMMENTS, OrderComment)
COMMENTS_OF_ORDER = OrderComment.order_id == bindparam("order_id", type_=OrderComment.order_id.type)
COMMENT = prepared(
    as_json(
        _COMMENTS.where(
            OrderComment.organization_id == bindparam("organization_id"),
            OrderComment.id == bindparam("id"),
        )
    )
)
THUMBNAIL = prepared(
    select(OrderPhoto.thumbnail_key).where(
        OrderPhoto.organization_id == bindparam("organization_id"),
        OrderPhoto.order_id == bindparam("order_id"),
        OrderPhoto.id == bindparam("id"),
        OrderPhoto.thumbnail_key.is_not(None),
    )
)
