"""Materials: goods taken from the technician's van for an order, and returned."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import NotFound, Refusal
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.orders.events import MaterialReversed, MaterialUsed
from app.orders.lifecycle.service import VisitNotStarted, check
from app.orders.materials.models import OrderMaterial
from app.orders.materials.schemas import MaterialCorrection, MaterialUse
from app.orders.models import Order, OrderStatus
from app.orders.scheduling.service import comes_along
from app.stock import service as stock
from app.stock.ledger.schemas import NamedGoods
from app.stock.models import Movement, Product

#: Quantities are written with three decimals everywhere.
THOUSANDTH = Decimal("0.001")


class OrderNotClosed(Refusal):
    """While an order is open, its material is used and reversed by who carries it out."""

    title = N_("The order is not closed")
    advice = N_("Use or reverse the material on the order itself.")


async def use_material(
    session: TenantSession, order: Order, wanted: MaterialUse, *, field: str = ""
) -> OrderMaterial:
    """Take goods from the van of the technician whose visit it is, or of the helper who asks.

    409 insufficient_stock. `field` is where in the body the goods are named.
    """
    check(order, "use_material")
    if order.technician_id is None:
        raise VisitNotStarted
    driver_id = order.technician_id
    if session.actor.person_id is not None and await comes_along(session, order):
        driver_id = session.actor.person_id
    van = await stock.van_of(session, driver_id)
    goods = NamedGoods(wanted.product_id, wanted.quantity, wanted.serials, field)
    product = await session.refer(Product, goods.product_id, goods.at("product_id"))
    movement = await stock.use(
        session,
        van=van,
        goods=goods,
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


async def use_kit(
    session: TenantSession, order: Order, lines: Sequence[MaterialUse]
) -> list[OrderMaterial]:
    """Use several products, all or none; in one order, so that kits never wait in a circle."""
    named = [(line, f"lines/{place}") for place, line in enumerate(lines)]
    return [
        await use_material(session, order, line, field=field)
        for line, field in sorted(named, key=lambda each: each[0].product_id)
    ]


async def correct_material(
    session: TenantSession, order: Order, correction: MaterialCorrection
) -> Movement:
    """Correct what a closed order has consumed by a movement of the office that names the order.

    What was signed stays as it is.
    """
    if order.status is not OrderStatus.CLOSED:
        raise OrderNotClosed
    place = await stock.real_place(session, correction.location_id, "location_id")
    goods = NamedGoods(correction.product_id, abs(correction.quantity), correction.serials)
    return await stock.correct_use(
        session,
        place=place,
        goods=goods,
        gives_back=correction.quantity < 0,
        note=correction.reason,
        reference_id=order.id,
    )


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
