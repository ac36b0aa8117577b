"""Statements that read materials."""

from sqlalchemy import any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY

from app.core.data.statements import as_json, prepared, read_by_id, tenant_join
from app.core.http.listing import Listing
from app.orders.materials.models import OrderMaterial
from app.people.models import Person
from app.stock.models import Product

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
    .join_from(
        OrderMaterial, Product, tenant_join(Product, OrderMaterial, OrderMaterial.product_id)
    )
    .outerjoin(Person, tenant_join(Person, OrderMaterial, OrderMaterial.used_by_id))
)
MATERIALS = Listing(_MATERIALS, OrderMaterial)
OF_ORDER = OrderMaterial.order_id == bindparam("order_id", type_=OrderMaterial.order_id.type)
MATERIAL = read_by_id(_MATERIALS, OrderMaterial)
MATERIALS_IN_USE = prepared(
    as_json(
        _MATERIALS.where(
            OrderMaterial.organization_id == bindparam("organization_id"),
            OF_ORDER,
            OrderMaterial.reversed_at.is_(None),
        ).order_by(OrderMaterial.id)
    )
)
MATERIALS_NAMED = prepared(
    as_json(
        _MATERIALS.where(
            OrderMaterial.organization_id == bindparam("organization_id"),
            OrderMaterial.id == any_(bindparam("ids", type_=ARRAY(OrderMaterial.id.type))),
        ).order_by(OrderMaterial.id)
    )
)
