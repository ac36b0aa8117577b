"""Statements that read counts; what the ledger has stays hidden from who counts."""

from typing import Any

from sqlalchemy import Text, case, cast, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.core.data.statements import EMPTY_LIST, read_by_id, rfc3339, tenant_join
from app.core.http.listing import Listing
from app.stock.counts.models import CountStatus, StockCount, StockCountLine
from app.stock.models import Product


def _lines() -> Any:
    def unless_blind(value: Any) -> Any:
        return case((StockCount.status != CountStatus.OPEN, value))

    line = func.json_build_object(
        *("product_id", StockCountLine.product_id),
        *("sku", Product.sku),
        *("product_name", Product.name),
        *("counted_quantity", cast(StockCountLine.counted, Text)),
        *("first_counted_quantity", cast(StockCountLine.first_counted, Text)),
        *("expected_quantity", unless_blind(cast(StockCountLine.expected, Text))),
        *(
            "difference",
            unless_blind(cast(StockCountLine.counted - StockCountLine.expected, Text)),
        ),
        *("serials", StockCountLine.serials),
        *("expected_serials", unless_blind(StockCountLine.expected_serials)),
        *("counted_by_id", StockCountLine.counted_by_id),
        *("counted_at", rfc3339(StockCountLine.counted_at)),
    )
    listed = (
        select(func.json_agg(aggregate_order_by(line, Product.name, Product.id)))
        .select_from(StockCountLine)
        .join(Product, tenant_join(Product, StockCountLine, StockCountLine.product_id))
        .where(tenant_join(StockCount, StockCountLine, StockCountLine.count_id))
        .correlate(StockCount)
        .scalar_subquery()
    )
    return func.coalesce(listed, EMPTY_LIST)


_COUNTS = select(
    StockCount.id,
    StockCount.status,
    StockCount.location_id,
    StockCount.note,
    StockCount.opened_by_id,
    StockCount.decided_by_id,
    StockCount.movement_id,
    _lines().label("lines"),
    StockCount.version,
    StockCount.created_at,
    StockCount.updated_at,
)
COUNTS = Listing(_COUNTS, StockCount)
COUNT = read_by_id(_COUNTS, StockCount, "version")
