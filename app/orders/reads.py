"""What callers read of orders: statements, compiled once."""

from typing import Any

from sqlalchemy import Boolean, and_, any_, bindparam, case, cast, func, or_, select
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import aliased

from app.catalog.models import Category, Code
from app.core.listing import Listing
from app.core.statements import as_json, prepared, same
from app.customers.models import Contract, Customer, Site
from app.files.models import File
from app.orders.models import (
    OVER_FOR_ANOTHER,
    CloseReport,
    Order,
    OrderMaterial,
    OrderPhoto,
    OrderPriority,
    Visit,
)
from app.orders.work_models import VisitHelper
from app.people.models import Person
from app.stock.models import Product

_Parent = aliased(Category)
_SITE = func.json_build_object(
    *("label", Site.label, "street", Site.street, "number", Site.number),
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
        Contract.number.label("contract_number"),
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
    .join_from(Order, Customer, same(Customer, Order, Order.customer_id))
    .join(Site, same(Site, Order, Order.site_id))
    .join(Code, same(Code, Order, Order.problem_code_id))
    .outerjoin(Contract, same(Contract, Order, Order.contract_id))
    .outerjoin(Category, same(Category, Order, Order.category_id))
    .outerjoin(_Parent, same(_Parent, Category, Category.parent_id))
    .outerjoin(Person, same(Person, Order, Order.technician_id))
    .outerjoin(
        Visit,
        and_(
            Visit.organization_id == Order.organization_id,
            Visit.order_id == Order.id,
            *(Visit.status != over for over in OVER_FOR_ANOTHER),
        ),
    )
)

_COMES_ALONG = Order.id == any_(
    func.array(
        select(VisitHelper.order_id)
        .where(
            VisitHelper.organization_id == bindparam("organization_id"),
            VisitHelper.person_id == bindparam("actor_id", type_=VisitHelper.person_id.type),
        )
        .scalar_subquery()
    )
)
#: The orders that somebody without `orders:all` sees: those whose visit is theirs.
OWN_ORDERS = Order.technician_id == bindparam("actor_id", type_=Order.technician_id.type)
ORDERS = Listing(ORDER_ROWS, Order, search="prefixes")

THE_ORDER = and_(
    Order.organization_id == bindparam("organization_id"),
    Order.id == bindparam("id"),
    or_(bindparam("sees_all", type_=Boolean), OWN_ORDERS, _COMES_ALONG),
)
ORDER = prepared(as_json(ORDER_ROWS.where(THE_ORDER), "version"))

_OPEN = and_(Order.closed_at.is_(None), Order.cancelled_at.is_(None))
#: What a technician has to do: by whether it is as a helper. Two lists, because each follows an
#: index of its own; one list of both would be sorted anew each time.
TO_DO = {False: and_(_OPEN, OWN_ORDERS), True: and_(_OPEN, _COMES_ALONG)}
COUNT_TO_DO = {
    as_helper: prepared(
        select(
            func.count().label("total"),
            func.count().filter(Order.priority == OrderPriority.URGENT.value).label("urgent_total"),
        ).where(Order.organization_id == bindparam("organization_id"), mine)
    )
    for as_helper, mine in TO_DO.items()
}
#: Whether the order is there for this reader at all.
IS_VISIBLE = prepared(select(Order.id).where(THE_ORDER))

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
    .join_from(OrderMaterial, Product, same(Product, OrderMaterial, OrderMaterial.product_id))
    .outerjoin(Person, same(Person, OrderMaterial, OrderMaterial.used_by_id))
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
    OrderPhoto.camera,
    OrderPhoto.thumbnail_key.is_not(None).label("has_thumbnail"),
    OrderPhoto.created_at,
).join_from(OrderPhoto, File, same(File, OrderPhoto, OrderPhoto.file_id))
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
        .join_from(CloseReport, Code, same(Code, CloseReport, CloseReport.cause_code_id))
        .join(_Solution, same(_Solution, CloseReport, CloseReport.solution_code_id))
        .where(
            CloseReport.organization_id == bindparam("organization_id"),
            CloseReport.order_id == bindparam("order_id"),
        )
    )
)

REPORT_FILE = prepared(
    select(Order.protocol, File.storage_key, File.sha256)
    .outerjoin_from(Order, File, same(File, Order, Order.report_file_id))
    .where(THE_ORDER)
)
