"""Statements that read orders."""

from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import aliased

from app.catalog.models import Category, Code
from app.core.data.database import TenantSession
from app.core.data.reading import Json, one
from app.core.data.statements import tenant_join
from app.core.http.listing import Listing
from app.customers.models import Contract, Customer, Site
from app.orders.models import Order
from app.orders.visibility import ORDER_VISIBILITY
from app.orders.visits.models import OVER_FOR_ANOTHER, Visit
from app.people.models import Person

_Parent = aliased(Category)
_SITE = func.json_build_object(
    *("label", Site.label, "street", Site.street, "street_number", Site.street_number),
    *("district", Site.district, "city", Site.city, "state", Site.state),
    *("postal_code", Site.postal_code, "country", Site.country),
    type_=JSON,
)
ORDER_ROWS = (
    select(
        Order.id,
        Order.number,
        Order.protocol,
        Order.status,
        Order.priority,
        Order.title,
        Order.description,
        Order.customer_id,
        Customer.name.label("customer_name"),
        Customer.phone.label("customer_phone"),
        Order.site_id,
        _SITE.label("site"),
        Site.latitude,
        Site.longitude,
        Site.access_notes,
        Order.problem_code_id,
        func.json_build_object("code", Code.code, "label", Code.label, type_=JSON).label("problem"),
        Order.category_id,
        case(
            (
                Category.id.is_not(None),
                func.json_build_object(
                    *("name", Category.name, "parent_name", _Parent.name), type_=JSON
                ),
            )
        ).label("category"),
        Order.contract_id,
        Contract.contract_number,
        Order.technician_id,
        Person.name.label("technician_name"),
        Order.starts_at,
        Order.ends_at,
        Visit.started_at,
        Visit.start_latitude,
        Visit.start_longitude,
        Visit.start_accuracy_m,
        Visit.finished_at,
        Visit.status.label("visit_status"),
        Visit.travel_seconds,
        Visit.work_seconds,
        Visit.pause_seconds,
        Order.failed_visits,
        Order.materials_count,
        Order.opened_at,
        Order.closed_at,
        Order.cancelled_at,
        Order.cancel_reason,
        Order.follow_up_of_id,
        Order.cloned_from_id,
        Order.quote_id,
        Order.report_file_id,
        Order.version,
        Order.created_at,
        Order.updated_at,
    )
    .join_from(Order, Customer, tenant_join(Customer, Order, Order.customer_id))
    .join(Site, tenant_join(Site, Order, Order.site_id))
    .join(Code, tenant_join(Code, Order, Order.problem_code_id))
    .outerjoin(Contract, tenant_join(Contract, Order, Order.contract_id))
    .outerjoin(Category, tenant_join(Category, Order, Order.category_id))
    .outerjoin(_Parent, tenant_join(_Parent, Category, Category.parent_id))
    .outerjoin(Person, tenant_join(Person, Order, Order.technician_id))
    .outerjoin(
        Visit,
        and_(
            tenant_join(Order, Visit, Visit.order_id),
            *(Visit.status != over for over in OVER_FOR_ANOTHER),
        ),
    )
)
ORDERS = Listing(ORDER_ROWS, Order, search="prefixes", visibility=ORDER_VISIBILITY)
ORDER = ORDER_VISIBILITY.read_by_id(ORDER_ROWS, "version")


async def answer_with(session: TenantSession, order: Order, **options: Any) -> Json:
    """Answer with the order as it stands after a change."""
    return await one(session, ORDER.whole, id=order.id, **options)
