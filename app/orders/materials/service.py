"""Materials: goods taken from the technician's van for an order, and returned."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import NotFound
from app.core.values.ids import new_id
from app.orders.events import MaterialReversed, MaterialUsed
from app.orders.lifecycle.service import VisitNotStarted, check
from app.orders.materials.models import OrderMaterial
from app.orders.materials.schemas import MaterialUse
from app.orders.models import Order
from app.orders.scheduling.service import comes_along
from app.stock import service as stock
from app.stock.models import Product

#: Quantities are written with three decimals everywhere.
THOUSANDTH = Decimal("0.001")


async def use_material(session: TenantSession, order: Order, wanted: MaterialUse) -> OrderMaterial:
    """Take goods from the van of the technician whose visit it is, or of the helper who asks.

    409 insufficient_stock.
    """
    check(order, "use_material")
    if order.technician_id is None:
        raise VisitNotStarted
    driver_id = order.technician_id
    if session.actor.person_id is not None and await comes_along(session, order):
        driver_id = session.actor.person_id
    van = await stock.van_of(session, driver_id)
    product = await session.refer(Product, wanted.product_id, "product_id")
    movement = await stock.use(
        session,
        van=van,
        product_id=product.id,
        quantity=wanted.quantity,
        reference_kind="order",
        reference_id=order.id,
    )
    material = OrderMaterial(
        id=wanted.id or new_id(),
        order_id=order.id,
        product_id=product.id,
        quantity=wanted.quantity.quantize(THOUSANDTH),
        movement_id=movement.id,
        used_by_id=session.actor.person_id,
        used_at=now(),
    )
    session.add(material)
    order.materials_count += 1
    await session.flush()
    announce(
        session,
        MaterialUsed(
            order_id=order.id,
            material_id=material.id,
            product_id=product.id,
            product_name=product.name,
            quantity=material.quantity,
            unit=product.unit,
            scale=product.scale,
            movement_id=movement.id,
        ),
    )
    return material


async def reverse_material(
    session: TenantSession, order: Order, material_id: UUID
) -> OrderMaterial:
    """Give goods that were entered by mistake back to the van they came from."""
    material: OrderMaterial | None = await session.scalar(
        select(OrderMaterial).where(
            OrderMaterial.order_id == order.id, OrderMaterial.id == material_id
        )
    )
    if material is None:
        raise NotFound
    check(order, "reverse_material")
    movement = await stock.reverse(session, material.movement_id)
    material.reversal_id, material.reversed_at = movement.id, now()
    order.materials_count -= 1
    product = await session.fetch(Product, material.product_id)
    announce(
        session,
        MaterialReversed(
            order_id=order.id,
            material_id=material.id,
            product_id=product.id,
            product_name=product.name,
            quantity=material.quantity,
            unit=product.unit,
            scale=product.scale,
            movement_id=movement.id,
        ),
    )
    return material
