"""What callers read of orders: statements, compiled once."""

from typing import Any

from sqlalchemy import Boolean, and_, bindparam, cast, func, or_, select
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import aliased

from app.catalog.models import Code
from app.core.listing import Listing
from app.core.statements import as_json, prepared
from app.customers.models import Customer, Site
from app.files.models import File
from app.orders.models import OVER_FOR_ANOTHER, CloseReport, Order, OrderMaterial, OrderPhoto, Visit
from app.people.models import Person
from app.stock.models import Product


def _same(left: Any, right: Any, key: Any) -> Any:
    """Join `left` where `key` of `right` names it, within the organization."""
    return and_(left.organization_id == right.organization_id, left.id == key)


_SITE = func.json_build_object(
    *("label", Site.label, "street", Site.street, "number", Site.number),
    *("district", Site.district, "city", Site.city, "state", Site.state),
    *("postal_code", Site.postal_code, "country", Site.country),
    type_=JSON,
)
_ORDERS = (
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
        Order.report_file_id,
        Order.version,
        Order.created_at,
        Order.updated_at,
    )
    .join_from(Order, Customer, _same(Customer, Order, Order.customer_id))
    .join(Site, _same(Site, Order, Order.site_id))
    .join(Code, _same(Code, Order, Order.problem_code_id))
    .outerjoin(Person, _same(Person, Order, Order.technician_id))
    .outerjoin(
        Visit,
        and_(
            Visit.organization_id == Order.organization_id,
            Visit.order_id == Order.id,
            *(Visit.status != over for over in OVER_FOR_ANOTHER),
        ),
    )
)

#: The orders that somebody without `orders:all` sees: those whose visit is theirs.
OWN_ORDERS = Order.technician_id == bindparam("actor_id", type_=Order.technician_id.type)
ORDERS = Listing(_ORDERS, Order, search="prefixes")

_THE_ORDER = and_(
    Order.organization_id == bindparam("organization_id"),
    Order.id == bindparam("id"),
    or_(bindparam("sees_all", type_=Boolean), OWN_ORDERS),
)
ORDER = prepared(as_json(_ORDERS.where(_THE_ORDER), "version"))
#: Whether the order is there for this reader at all.
IS_VISIBLE = prepared(select(Order.id).where(_THE_ORDER))

_MATERIALS = (
    select(
        OrderMaterial.id,
        OrderMaterial.order_id,
        OrderMaterial.product_id,
        Product.sku,
        Product.name.label("product_name"),
        Product.unit,
        OrderMaterial.quantity,
        OrderMaterial.movement_id,
        OrderMaterial.used_by_id,
        Person.name.label("used_by_name"),
        OrderMaterial.used_at,
        OrderMaterial.reversal_id,
        OrderMaterial.reversed_at,
    )
    .join_from(OrderMaterial, Product, _same(Product, OrderMaterial, OrderMaterial.product_id))
    .outerjoin(Person, _same(Person, OrderMaterial, OrderMaterial.used_by_id))
)
MATERIALS = Listing(_MATERIALS, OrderMaterial)
OF_ORDER = OrderMaterial.order_id == bindparam("order_id", type_=OrderMaterial.order_id.type)
MATERIAL = prepared(
    as_json(
        _MATERIALS.where(
            OrderMaterial.organization_id == bindparam("organization_id"),
            OrderMaterial.id == bindparam("id"),
        )
    )
)
MATERIALS_IN_USE = prepared(
    as_json(
        _MATERIALS.where(
            OrderMaterial.organization_id == bindparam("organization_id"),
            OF_ORDER,
            OrderMaterial.reversed_at.is_(None),
        ).order_by(OrderMaterial.id)
    )
)

_PHOTOS = select(
    OrderPhoto.id,
    OrderPhoto.file_id,
    File.name,
    File.media_type,
    File.size_bytes,
    OrderPhoto.kind,
    OrderPhoto.note,
    OrderPhoto.taken_at,
    OrderPhoto.taken_by_id,
    OrderPhoto.created_at,
).join_from(OrderPhoto, File, _same(File, OrderPhoto, OrderPhoto.file_id))
PHOTOS = Listing(_PHOTOS, OrderPhoto)
PHOTOS_OF_ORDER = OrderPhoto.order_id == bindparam("order_id", type_=OrderPhoto.order_id.type)
PHOTO = prepared(
    as_json(
        _PHOTOS.where(
            OrderPhoto.organization_id == bindparam("organization_id"),
            OrderPhoto.id == bindparam("id"),
        )
    )
)

_Solution = aliased(Code)


def _code(code: Any) -> Any:
    return func.json_build_object("id", code.id, "code", code.code, "label", code.label, type_=JSON)


CLOSE_REPORT = prepared(
    as_json(
        select(
            CloseReport.id,
            CloseReport.order_id,
            _code(Code).label("cause"),
            _code(_Solution).label("solution"),
            CloseReport.details,
            CloseReport.address_changed,
            CloseReport.attended_by,
            CloseReport.network,
            CloseReport.content_hash,
            cast(CloseReport.document, JSON).label("document"),
            CloseReport.closed_by_id,
            CloseReport.closed_at,
        )
        .join_from(CloseReport, Code, _same(Code, CloseReport, CloseReport.cause_code_id))
        .join(_Solution, _same(_Solution, CloseReport, CloseReport.solution_code_id))
        .where(
            CloseReport.organization_id == bindparam("organization_id"),
            CloseReport.order_id == bindparam("order_id"),
        )
    )
)

REPORT_FILE = prepared(
    select(Order.protocol, File.storage_key, File.sha256)
    .outerjoin_from(Order, File, _same(File, Order, Order.report_file_id))
    .where(_THE_ORDER)
)
