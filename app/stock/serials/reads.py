"""Statements that read serial numbers and where they have been."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased

from app.core.data.statements import read_by_id, tenant_join
from app.core.http.listing import Listing
from app.stock.models import Movement, MovementLine, Product, StockLocation
from app.stock.reads import in_brief
from app.stock.serials.models import StockSerial

_SERIALS = (
    select(
        StockSerial.id,
        in_brief(Product, "id", "sku", "name", "unit", "scale").label("product"),
        StockSerial.serial,
        in_brief(StockLocation, "id", "kind", "name").label("location"),
        StockSerial.moved_at,
        StockSerial.received_at,
        StockSerial.warranty_until,
    )
    .join_from(StockSerial, Product, tenant_join(Product, StockSerial, StockSerial.product_id))
    .join(StockLocation, tenant_join(StockLocation, StockSerial, StockSerial.location_id))
)
SERIALS = Listing(_SERIALS, StockSerial)
SERIAL = read_by_id(_SERIALS, StockSerial)

_source, _target = aliased(StockLocation), aliased(StockLocation)
OF_SERIAL = MovementLine.serial_id == bindparam("serial_id", type_=MovementLine.serial_id.type)
STEPS = Listing(
    select(
        MovementLine.id,
        MovementLine.movement_id,
        Movement.kind,
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
    .join(_target, tenant_join(_target, MovementLine, MovementLine.to_location_id)),
    MovementLine,
)
