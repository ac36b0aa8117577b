"""Statements that read what a technician's van holds."""

from typing import Any

from sqlalchemy import ColumnElement, Text, bindparam, cast, exists, func, or_, select
from sqlalchemy.dialects.postgresql import array

from app.core.data.search import search_query
from app.core.data.statements import EMPTY_LIST, Statement, as_json, prepared, tenant_join
from app.stock.models import Balance, Product, StockLocation, StockLocationKind
from app.stock.reads import in_brief
from app.stock.serials.models import StockSerial

_IN_VAN = (
    StockSerial.organization_id
    == bindparam("organization_id", type_=StockSerial.organization_id.type),
    StockSerial.location_id == Balance.location_id,
    StockSerial.product_id == Balance.product_id,
)


def _stock(*found: ColumnElement[bool]) -> Statement:
    serials = select(func.json_agg(StockSerial.serial)).where(*_IN_VAN).scalar_subquery()
    rows = (
        select(
            Balance.product_id,
            Product.sku,
            Product.name,
            Product.unit,
            Product.scale,
            Product.tracking,
            Product.barcodes,
            Balance.quantity,
            func.coalesce(serials, EMPTY_LIST).label("serials"),
        )
        .join_from(Balance, Product, tenant_join(Product, Balance, Balance.product_id))
        .where(
            Balance.organization_id == bindparam("organization_id"),
            Balance.location_id == bindparam("location_id", type_=Balance.location_id.type),
            Balance.quantity > 0,
            *found,
        )
        .order_by(Product.name, Balance.product_id)
    )
    return prepared(as_json(rows))


def _matches() -> ColumnElement[bool]:
    asked: Any = bindparam("q", type_=Text())
    return or_(
        Product.search_vector.op("@@")(search_query(1)),
        Product.barcodes.op("@>")(array([cast(asked, Text)])),
        exists().where(*_IN_VAN, StockSerial.serial == asked),
    )


STOCK = _stock()
FOUND = _stock(_matches())
VAN = prepared(
    select(
        StockLocation.id,
        cast(in_brief(StockLocation, "id", "kind", "name"), Text).label("body"),
        select(func.count())
        .select_from(Balance)
        .where(
            Balance.organization_id == bindparam("organization_id"),
            Balance.location_id == StockLocation.id,
            Balance.quantity > 0,
        )
        .scalar_subquery()
        .label("total_count"),
    ).where(
        StockLocation.organization_id == bindparam("organization_id"),
        StockLocation.person_id == bindparam("actor_id", type_=StockLocation.person_id.type),
        StockLocation.kind == StockLocationKind.VAN,
    )
)
