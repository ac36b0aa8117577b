"""Statements that read stock levels, beside what there is."""

from typing import Any

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.sql.elements import ColumnElement

from app.core.data.statements import as_json, prepared, tenant_join
from app.core.http.listing import Listing
from app.stock.levels.models import StockLevel
from app.stock.models import Balance, Product, StockLocation
from app.stock.reads import in_brief

_HELD: ColumnElement[Any] = func.coalesce(Balance.quantity, 0)
_LEVELS = (
    select(
        StockLevel.id,
        in_brief(StockLocation, "id", "kind", "name").label("location"),
        in_brief(Product, "id", "sku", "name", "unit", "scale").label("product"),
        StockLevel.minimum,
        StockLevel.target,
        func.round(_HELD, 3, type_=Balance.quantity.type).label("quantity"),
        func.round(
            func.greatest(StockLevel.target - _HELD, 0), 3, type_=Balance.quantity.type
        ).label("missing"),
        (StockLevel.minimum > _HELD).label("is_below_minimum"),
        StockLevel.version,
        StockLevel.created_at,
        StockLevel.updated_at,
    )
    .join_from(StockLevel, Product, tenant_join(Product, StockLevel, StockLevel.product_id))
    .join(StockLocation, tenant_join(StockLocation, StockLevel, StockLevel.location_id))
    .outerjoin(
        Balance,
        and_(
            Balance.organization_id == StockLevel.organization_id,
            Balance.location_id == StockLevel.location_id,
            Balance.product_id == StockLevel.product_id,
        ),
    )
)
LEVELS = Listing(_LEVELS, StockLevel)
LEVEL = prepared(
    as_json(
        _LEVELS.where(
            StockLevel.organization_id == bindparam("organization_id"),
            StockLevel.location_id == bindparam("location_id", type_=StockLevel.location_id.type),
            StockLevel.product_id == bindparam("product_id", type_=StockLevel.product_id.type),
        ),
        "version",
    )
)
