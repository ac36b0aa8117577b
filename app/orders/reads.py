"""Statements that read orders."""

from functools import partial
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import aliased

from app.catalog.models import Category, Code
from app.core.data.database import TenantSession
from app.core.data.ordering import NEVER, known_moment, urgency
from app.core.data.reading import Json, one
from app.core.data.search import by_relevance
from app.core.data.statements import tenant_join
from app.core.http.listing import Listing
from app.customers.models import Contact, Contract, Customer, Site
from app.customers.reads import IN_USE
from app.orders.closing.models import CloseReport
from app.orders.line_items.models import OrderLine
from app.orders.models import Order
from app.orders.visibility import ORDER_VISIBILITY
from app.orders.visits.models import OVER_FOR_ANOTHER, Visit
from app.people.models import Person

_Parent = aliased(Category)
_Q = func.btrim(bindparam("q", type_=Text()))
SITE_ADDRESS = func.json_build_object(
    *("label", Site.label, "street", Site.street, "street_number", Site.street_number),
    *("complement", Site.complement),
    *("district", Site.district, "city", Site.city, "state", Site.state),
    *("postal_code", Site.postal_code, "country", Site.country),
    type_=JSON,
)


def _orders(order: Any) -> Select[*tuple[Any, ...]]:
    """Orders, or a page of them, with the names of what they refer to."""
    return (
        select(
            order.id,
            order.number,
            order.protocol,
            order.status,
            order.priority,
            order.title,
            order.description,
            order.customer_id,
            Customer.name.label("customer_name"),
            Customer.phone.label("customer_phone"),
            order.site_id,
            SITE_ADDRESS.label("site"),
            Site.latitude,
            Site.longitude,
            Site.access_notes,
            order.problem_code_id,
            func.json_build_object("code", Code.code, "label", Code.label, type_=JSON).label(
                "problem"
            ),
            order.category_id,
            case(
                (
                    Category.id.is_not(None),
                    func.json_build_object(
                        *("name", Category.name, "parent_name", _Parent.name), type_=JSON
                    ),
                )
            ).label("category"),
            order.contract_id,
            Contract.contract_number,
            order.technician_id,
            Person.name.label("technician_name"),
            order.starts_at,
            order.ends_at,
            Visit.started_at,
            Visit.start_latitude,
            Visit.start_longitude,
            Visit.start_accuracy_m,
            Visit.finished_at,
            Visit.status.label("visit_status"),
            Visit.travel_seconds,
            Visit.work_seconds,
            Visit.pause_seconds,
            Visit.clock_skew_seconds,
            order.failed_visits,
            order.materials_count,
            order.opened_at,
            order.closed_at,
            order.cancelled_at,
            order.cancel_reason,
            order.follow_up_of_id,
            order.cloned_from_id,
            order.quote_id,
            order.report_file_id,
            order.version,
            order.created_at,
            order.updated_at,
        )
        .join_from(order, Customer, tenant_join(Customer, order, order.customer_id))
        .join(Site, tenant_join(Site, order, order.site_id))
        .join(Code, tenant_join(Code, order, order.problem_code_id))
        .outerjoin(Contract, tenant_join(Contract, order, order.contract_id))
        .outerjoin(Category, tenant_join(Category, order, order.category_id))
        .outerjoin(_Parent, tenant_join(_Parent, Category, Category.parent_id))
        .outerjoin(Person, tenant_join(Person, order, order.technician_id))
        .outerjoin(
            Visit,
            and_(
                tenant_join(order, Visit, Visit.order_id),
                *(Visit.status != over for over in OVER_FOR_ANOTHER),
            ),
        )
    )


ORDER_ROWS = _orders(Order)


def _found_by(asked: Any) -> list[Select[Any]]:
    """Orders of a customer, contact or contract that is found: by name, address or number.

    Customers are found first, as one array: a join may read all orders instead.
    """
    organization_id = bindparam("organization_id", type_=Uuid())
    named = select(Customer.id).where(
        Customer.organization_id == organization_id,
        Customer.search_vector.op("@@")(asked),
        IN_USE,
    )
    spoken_for = select(Contact.customer_id).where(
        Contact.organization_id == organization_id,
        tenant_join(Person, Contact, Contact.person_id),
        Person.search_vector.op("@@")(asked),
    )
    contracted = select(Contract.id).where(
        Contract.organization_id == organization_id,
        Contract.contract_number.in_((_Q, func.upper(_Q))),
    )
    return [
        select(Order.id).where(
            Order.organization_id == organization_id,
            key == any_(func.array(ids.correlate(None).scalar_subquery())),
        )
        for key, ids in (
            (Order.customer_id, named),
            (Order.customer_id, spoken_for),
            (Order.contract_id, contracted),
        )
    ]


def _any(name: str) -> ColumnElement[Any]:
    return any_(bindparam(name, type_=ARRAY(Uuid())))


def _belongs_to(
    model: Any, ids: Any, where: ColumnElement[bool], key: Any = Order.id
) -> ColumnElement[bool]:
    """Orders that such a row belongs to.

    PostgreSQL finds these rows first if they are few, else it asks order by order for one.
    """
    return key.in_(  # type: ignore[no-any-return]
        select(ids).where(
            model.organization_id == bindparam("organization_id", type_=Uuid()), where
        )
    )


ORDERS = Listing(
    _orders,
    Order,
    search="prefixes",
    found_by=_found_by,
    sorts={
        "relevance": partial(by_relevance, moment="opened_at"),
        "starts_at": lambda order: known_moment(order.starts_at),
        "priority": lambda order: urgency(order.priority),
    },
    visibility=ORDER_VISIBILITY,
)
#: What was never scheduled starts neither after a moment nor before one.
IS_SCHEDULED = known_moment(Order.starts_at) < NEVER
#: Filters over other tables, by their names.
NARROWED_BY = {
    "city": _belongs_to(
        Site,
        Site.id,
        Site.city_key == any_(func.city_keys(bindparam("city", type_=ARRAY(Text())))),
        key=Order.site_id,
    ),
    "service_id": _belongs_to(
        OrderLine, OrderLine.order_id, OrderLine.service_id == _any("service_id")
    ),
    "cause_code_id": _belongs_to(
        CloseReport, CloseReport.order_id, CloseReport.cause_code_id == _any("cause_code_id")
    ),
    "solution_code_id": _belongs_to(
        CloseReport, CloseReport.order_id, CloseReport.solution_code_id == _any("solution_code_id")
    ),
}
ORDER = ORDER_VISIBILITY.read_by_id(ORDER_ROWS, "version")


async def answer_with(session: TenantSession, order: Order, **options: Any) -> Json:
    """Answer with the order as it stands after a change."""
    return await one(session, ORDER.whole, id=order.id, **options)
