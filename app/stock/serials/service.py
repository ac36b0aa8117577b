"""Serial numbers: what turns up where the ledger does not have it."""

from decimal import Decimal

from app.core.data.database import TenantSession
from app.core.values.errors import ValidationFailed
from app.core.values.text import N_
from app.stock.ledger.service import record
from app.stock.models import Movement, MovementKind, MovementLine, Product, StockLocation
from app.stock.serials.models import StockSerial
from app.stock.serials.schemas import SerialReconcile
from app.stock.service import real_place


async def reconcile_serial(
    session: TenantSession, serial: StockSerial, found: SerialReconcile
) -> Movement:
    """Move a piece from where the ledger has it to where it was found, as an adjustment."""
    target = await real_place(session, found.location_id, "location_id")
    if target.id == serial.location_id:
        raise ValidationFailed.at("location_id", "same_place", N_("The goods are there already."))
    source = await session.fetch(StockLocation, serial.location_id)
    product = await session.fetch(Product, serial.product_id)
    line = MovementLine(
        product_id=product.id,
        quantity=Decimal(1),
        from_location_id=source.id,
        to_location_id=target.id,
        value=None if source.kind.is_real else product.cost,
        serial_id=serial.id,
    )
    movement = Movement(
        kind=MovementKind.ADJUSTMENT,
        note=found.reason,
        approved_by_id=session.actor.person_id,
        reference_kind="serial",
        reference_id=serial.id,
    )
    return await record(session, movement, [line])
