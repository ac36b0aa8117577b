"""Purchases: goods are ordered, and arrive in parts, as a whole, or as more than that."""

from decimal import Decimal

from sqlalchemy import bindparam, select

from app.core.data.database import TenantSession
from app.core.data.objects import objects
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import Refusal, ValidationFailed, field_problem
from app.core.values.ids import new_id
from app.core.values.notation import Measure
from app.core.values.text import N_
from app.stock.events import PurchaseClosed, PurchaseOrdered, PurchaseReceived
from app.stock.ledger.lines import check_quantity, lines_of, refuse_repeated
from app.stock.ledger.schemas import NamedGoods
from app.stock.ledger.service import record, server_made
from app.stock.models import Movement, MovementKind, Product, StockLocation, StockLocationKind
from app.stock.purchases.models import Purchase, PurchaseLine, PurchaseStatus
from app.stock.purchases.schemas import PurchaseCreate, PurchaseReceive
from app.stock.service import named_goods, quantity_fields, real_place

_LINES = objects(
    select(PurchaseLine)
    .where(
        PurchaseLine.organization_id == bindparam("organization_id"),
        PurchaseLine.purchase_id == bindparam("purchase_id", type_=PurchaseLine.purchase_id.type),
    )
    .order_by(PurchaseLine.position)
)


class PurchaseOver(Refusal):
    """Nothing more is expected of this purchase: `purchase_status` says why."""

    title = N_("Nothing more is expected of this purchase")
    advice = N_("Record the goods as a receipt of their own.")


class MoreThanOrdered(Refusal):
    """More of a product has arrived than was ordered; `expected` says how much was missing yet."""

    title = N_("More has arrived than was ordered")
    advice = N_("Count again; to keep what is too much, send `accepts_excess`.")


async def order_purchase(session: TenantSession, new: PurchaseCreate) -> Purchase:
    """Note what was ordered; nothing moves before it arrives."""
    place = await real_place(session, new.location_id, "location_id")
    purchase = Purchase(
        id=new.id or new_id(),
        location_id=place.id,
        ordered_by_id=session.actor.person_id,
        **new.model_dump(include={"supplier", "order_number", "note"}),
    )
    session.add(purchase)
    await session.flush()
    refuse_repeated(line.product_id for line in new.lines)
    for position, line in enumerate(new.lines):
        field = f"lines/{position}"
        product = await session.refer(Product, line.product_id, f"{field}/product_id")
        check_quantity(product, line.quantity, f"{field}/quantity")
        session.add(
            PurchaseLine(
                purchase_id=purchase.id,
                position=position,
                product_id=product.id,
                ordered=line.quantity,
            )
        )
    announce(session, PurchaseOrdered(purchase_id=purchase.id))
    return purchase


async def receive_purchase(
    session: TenantSession, purchase: Purchase, arrived: PurchaseReceive
) -> Movement:
    """Put what has arrived in its place, and note what is still missing."""
    _check(purchase)
    place = await session.fetch(StockLocation, purchase.location_id)
    supplier = await server_made(session, StockLocationKind.SUPPLIER)
    known = {
        line.product_id: line for line in await session.objects(_LINES, purchase_id=purchase.id)
    }
    goods = named_goods(arrived.lines)
    refuse_repeated(each.product_id for each in goods)
    for each in goods:
        if each.product_id not in known:
            raise ValidationFailed.at(
                each.at("product_id"), "not_of_this_purchase", N_("Nobody ordered this.")
            )
        await _count_in(session, known[each.product_id], each, arrived)
    lines = await lines_of(session, goods, supplier, place, arrives=True)
    movement = Movement(
        kind=MovementKind.RECEIPT,
        note=purchase.note,
        document_number=arrived.document_number,
        reference_kind="purchase",
        reference_id=purchase.id,
    )
    is_complete = all(line.received >= line.ordered for line in known.values())
    purchase.status = PurchaseStatus.RECEIVED if is_complete else PurchaseStatus.PARTIALLY_RECEIVED
    purchase.updated_at = now()
    movement = await record(session, movement, lines, quantity_fields(goods))
    announce(session, PurchaseReceived(purchase_id=purchase.id, movement_id=movement.id))
    return movement


async def close_purchase(session: TenantSession, purchase: Purchase) -> None:
    """Say that what has not arrived is not expected any more."""
    _check(purchase)
    purchase.status, purchase.closed_at = PurchaseStatus.CLOSED, now()
    announce(session, PurchaseClosed(purchase_id=purchase.id))


async def _count_in(
    session: TenantSession, line: PurchaseLine, goods: NamedGoods, arrived: PurchaseReceive
) -> None:
    expected = max(line.ordered - line.received, Decimal(0))
    line.received += goods.quantity
    if goods.quantity > expected and not arrived.accepts_excess:
        product = await session.fetch(Product, line.product_id)
        detail = N_("{expected} were expected, {arrived} have arrived.")
        amounts = {
            name: Measure(round(quantity, 3), product.unit, product.scale)
            for name, quantity in (("expected", expected), ("arrived", goods.quantity))
        }
        problem = field_problem(goods.at("quantity"), MoreThanOrdered.code(), detail, **amounts)
        raise MoreThanOrdered(detail, errors=[problem], **amounts)


def _check(purchase: Purchase) -> None:
    if purchase.status in (PurchaseStatus.RECEIVED, PurchaseStatus.CLOSED):
        raise PurchaseOver(purchase_status=purchase.status)
