"""Statements that read purchases."""

from typing import Any

from sqlalchemy import ScalarSelect, Text, cast, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.core.data.statements import read_by_id, tenant_join
from app.core.http.listing import Listing
from app.stock.models import Product
from app.stock.purchases.models import Purchase, PurchaseLine


def _lines() -> ScalarSelect[Any]:
    line = func.json_build_object(
        *("product_id", PurchaseLine.product_id),
        *("sku", Product.sku),
        *("product_name", Product.name),
        *("ordered", cast(PurchaseLine.ordered, Text)),
        *("received", cast(PurchaseLine.received, Text)),
    )
    return (
        select(func.json_agg(aggregate_order_by(line, PurchaseLine.position)))
        .select_from(PurchaseLine)
        .join(Product, tenant_join(Product, PurchaseLine, PurchaseLine.product_id))
        .where(tenant_join(Purchase, PurchaseLine, PurchaseLine.purchase_id))
        .correlate(Purchase)
        .scalar_subquery()
    )


_PURCHASES = select(
    Purchase.id,
    Purchase.status,
    Purchase.supplier,
    Purchase.order_number,
    Purchase.location_id,
    Purchase.note,
    Purchase.ordered_by_id,
    Purchase.closed_at,
    _lines().label("lines"),
    Purchase.version,
    Purchase.created_at,
    Purchase.updated_at,
)
PURCHASES = Listing(_PURCHASES, Purchase)
PURCHASE = read_by_id(_PURCHASES, Purchase, "version")
