"""Lines of a movement, made of the goods that a caller names: quantities and serial numbers."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY

from app.core.data.database import TenantSession
from app.core.data.objects import objects
from app.core.data.statements import sql
from app.core.values.clock import now
from app.core.values.errors import ValidationFailed
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.stock.ledger.schemas import NamedGoods
from app.stock.models import EXACT, MovementLine, Product, StockLocation, Tracking
from app.stock.serials.models import StockSerial

_NUMBERED = objects(
    select(StockSerial).where(
        StockSerial.organization_id == bindparam("organization_id"),
        StockSerial.product_id == bindparam("product_id", type_=StockSerial.product_id.type),
        StockSerial.serial == any_(bindparam("serials", type_=ARRAY(StockSerial.serial.type))),
    )
)
#: Whoever else makes the same number known at this moment has taken the piece to another place.
_MAKE = sql("""insert into serials (organization_id, id, product_id, serial, location_id,
                               moved_at, received_at, warranty_until)
       select :organization_id::uuid, c.id, :product_id::uuid, c.serial, :location_id::uuid,
              :now::timestamptz, :now::timestamptz, :warranty_until::date
         from unnest(:ids::uuid[], :serials::text[]) as c(id, serial)
       on conflict (organization_id, product_id, serial) do nothing""")


async def lines_of(
    session: TenantSession,
    goods: Sequence[NamedGoods],
    source: StockLocation,
    target: StockLocation,
    *,
    arrives: bool = False,
) -> list[MovementLine]:
    """Lines that take these goods from one place to the other, one for each serial number.

    422 unless quantities fit their products and serial numbers are known and as many; goods that
    arrive bring numbers that nobody knows yet, and cost something.
    """
    lines: list[MovementLine] = []
    for each in goods:
        product = await session.refer(Product, each.product_id, each.at("product_id"))
        check_quantity(product, each.quantity, each.at("quantity"))
        serials = await _serials(session, product, each, source if arrives else None)
        cost = (each.unit_cost if each.unit_cost is not None else product.cost) or Decimal(0)
        for serial in serials or (None,):
            quantity = each.quantity if serial is None else Decimal(1)
            lines.append(
                MovementLine(
                    product_id=product.id,
                    quantity=quantity,
                    from_location_id=source.id,
                    to_location_id=target.id,
                    value=(quantity * cost).quantize(EXACT) if arrives else None,
                    serial_id=serial and serial.id,
                )
            )
    return lines


def check_quantity(product: Product, quantity: Decimal, field: str) -> None:
    """Refuse what is not more than zero, or has more decimals than the product."""
    if quantity <= 0:
        raise ValidationFailed.at(field, "greater_than", N_("Must be greater than {gt}."), gt=0)
    if quantity != round(quantity, product.scale):
        raise ValidationFailed.at(
            field,
            "too_many_decimals",
            N_("This product is counted with {scale} decimals."),
            scale=product.scale,
        )


def refuse_repeated(product_ids: Iterable[UUID]) -> None:
    """Refuse a body that names a product in more than one of its lines."""
    seen: set[UUID] = set()
    for place, product_id in enumerate(product_ids):
        if product_id in seen:
            raise ValidationFailed.at(
                f"lines/{place}/product_id", "repeated", N_("This product is named before.")
            )
        seen.add(product_id)


async def _serials(
    session: TenantSession, product: Product, goods: NamedGoods, origin: StockLocation | None
) -> list[StockSerial]:
    """The pieces with these numbers; at their origin numbers that nobody knows become pieces."""
    field = goods.at("serials")
    if product.tracking is not Tracking.SERIAL:
        if goods.serials:
            raise ValidationFailed.at(
                field, "unexpected", N_("This product has no serial numbers.")
            )
        return []
    if len(set(goods.serials)) != goods.quantity or len(goods.serials) != goods.quantity:
        raise ValidationFailed.at(
            field,
            "as_many_serials",
            N_("Name {count} different serial numbers."),
            count=int(goods.quantity),
        )
    found = await _numbered(session, product, goods)
    unknown = sorted(set(goods.serials) - found.keys())
    if unknown and origin is not None:
        await session.rows(
            _MAKE,
            product_id=product.id,
            location_id=origin.id,
            ids=[new_id() for _ in unknown],
            serials=unknown,
            now=now(),
            warranty_until=goods.warranty_until,
        )
        found = await _numbered(session, product, goods)
    for place, number in enumerate(goods.serials):
        if number not in found:
            raise ValidationFailed.at(
                f"{field}/{place}", "unknown_serial", N_("Nobody knows this serial number.")
            )
    return [found[number] for number in goods.serials]


async def _numbered(
    session: TenantSession, product: Product, goods: NamedGoods
) -> dict[str, StockSerial]:
    rows = await session.objects(_NUMBERED, product_id=product.id, serials=list(goods.serials))
    return {serial.serial: serial for serial in rows}
