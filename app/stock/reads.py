"""Statements that read products, locations, balances and movements."""

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, Text, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import aliased

from app.core.data.statements import read_by_id, tenant_join
from app.core.http.listing import Listing
from app.stock.models import Balance, Movement, MovementLine, Product, StockLocation
from app.stock.serials.models import StockSerial

_PRODUCTS = select(
    Product.id,
    Product.sku,
    Product.name,
    Product.unit,
    Product.scale,
    Product.tracking,
    Product.product_category,
    Product.cost,
    Product.price,
    Product.barcodes,
    Product.active,
    Product.version,
    Product.created_at,
    Product.updated_at,
)


def _with_barcode(_words: ColumnElement[Any]) -> list[Select[Any]]:
    """Products that the query is a barcode of, whatever words it is made of."""
    asked = bindparam("q", type_=Text())
    return [
        select(Product.id).where(
            Product.organization_id
            == bindparam("organization_id", type_=Product.organization_id.type),
            Product.barcodes.op("@>")(array([cast(asked, Text)])),
        )
    ]


PRODUCTS = Listing(_PRODUCTS, Product, search="prefixes", found_by=_with_barcode)
PRODUCT = read_by_id(_PRODUCTS, Product, "version")

_LOCATIONS = select(
    StockLocation.id,
    StockLocation.kind,
    StockLocation.name,
    StockLocation.person_id,
    StockLocation.version,
    StockLocation.created_at,
    StockLocation.updated_at,
)
LOCATIONS = Listing(_LOCATIONS, StockLocation)
LOCATION = read_by_id(_LOCATIONS, StockLocation, "version")


def in_brief(model: Any, *names: str) -> Any:
    """Some columns of a joined row, as one JSON object."""
    pairs = (part for name in names for part in (name, getattr(model, name)))
    return func.json_build_object(*pairs)


BALANCES = Listing(
    select(
        Balance.id,
        in_brief(StockLocation, "id", "kind", "name").label("location"),
        in_brief(Product, "id", "sku", "name", "unit", "scale").label("product"),
        Balance.quantity,
        Balance.value,
    )
    .join_from(
        Balance,
        StockLocation,
        tenant_join(StockLocation, Balance, Balance.location_id),
    )
    .join(Product, tenant_join(Product, Balance, Balance.product_id)),
    Balance,
)


def _lines() -> ScalarSelect[Any]:
    line = func.json_build_object(
        *("product_id", MovementLine.product_id),
        *("quantity", cast(MovementLine.quantity, Text)),
        *("from_location_id", MovementLine.from_location_id),
        *("to_location_id", MovementLine.to_location_id),
        *("serial", StockSerial.serial),
        *("value", cast(MovementLine.value, Text)),
    )
    return (
        select(func.json_agg(line))
        .select_from(MovementLine)
        .outerjoin(StockSerial, tenant_join(StockSerial, MovementLine, MovementLine.serial_id))
        .where(tenant_join(Movement, MovementLine, MovementLine.movement_id))
        .correlate(Movement)
        .scalar_subquery()
    )


def _reversal() -> ScalarSelect[Any]:
    reversal = aliased(Movement)
    return (
        select(reversal.id)
        .where(tenant_join(Movement, reversal, reversal.reverses_id))
        .correlate(Movement)
        .scalar_subquery()
    )


_MOVEMENTS = select(
    Movement.id,
    Movement.kind,
    Movement.reverses_id,
    _reversal().label("reversed_by_id"),
    Movement.person_id,
    Movement.reference_kind,
    Movement.reference_id,
    Movement.note,
    Movement.document_number,
    Movement.approved_by_id,
    Movement.occurred_at,
    _lines().label("lines"),
)
MOVEMENTS = Listing(_MOVEMENTS, Movement)
MOVEMENT = read_by_id(_MOVEMENTS, Movement)
