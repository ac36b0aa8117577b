"""Statements that read the card of a product: its lines of the ledger."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased

from app.core.data.statements import tenant_join
from app.core.http.listing import Listing
from app.stock.models import Movement, MovementLine, StockLocation
from app.stock.reads import in_brief
from app.stock.serials.models import StockSerial

_source, _target = aliased(StockLocation), aliased(StockLocation)
OF_PRODUCT = MovementLine.product_id == bindparam("product_id", type_=MovementLine.product_id.type)
CARD = Listing(
    select(
        MovementLine.id,
        MovementLine.movement_id,
        Movement.kind,
        MovementLine.quantity,
        MovementLine.value,
        StockSerial.serial,
        in_brief(_source, "id", "kind", "name").label("from_location"),
        in_brief(_target, "id", "kind", "name").label("to_location"),
        Movement.person_id,
        Movement.reference_kind,
        Movement.reference_id,
        Movement.note,
        Movement.occurred_at,
    )
    .join_from(
        MovementLine, Movement, tenant_join(Movement, MovementLine, MovementLine.movement_id)
    )
    .join(_source, tenant_join(_source, MovementLine, MovementLine.from_location_id))
    .join(_target, tenant_join(_target, MovementLine, MovementLine.to_location_id))
    .outerjoin(StockSerial, tenant_join(StockSerial, MovementLine, MovementLine.serial_id)),
    MovementLine,
)
