"""Statements that read transfers."""

from typing import Any

from sqlalchemy import ScalarSelect, Text, cast, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.core.data.statements import read_by_id, tenant_join
from app.core.http.listing import Listing
from app.stock.models import Product
from app.stock.transfers.models import Transfer, TransferLine


def _lines() -> ScalarSelect[Any]:
    line = func.json_build_object(
        *("product_id", TransferLine.product_id),
        *("sku", Product.sku),
        *("product_name", Product.name),
        *("requested", cast(TransferLine.requested, Text)),
        *("picked", cast(TransferLine.picked, Text)),
        *("received", cast(TransferLine.received, Text)),
        *("serials", TransferLine.serials),
        *("received_serials", TransferLine.received_serials),
    )
    return (
        select(func.json_agg(aggregate_order_by(line, TransferLine.position)))
        .select_from(TransferLine)
        .join(Product, tenant_join(Product, TransferLine, TransferLine.product_id))
        .where(tenant_join(Transfer, TransferLine, TransferLine.transfer_id))
        .correlate(Transfer)
        .scalar_subquery()
    )


_TRANSFERS = select(
    Transfer.id,
    Transfer.status,
    Transfer.from_location_id,
    Transfer.to_location_id,
    Transfer.note,
    Transfer.requested_by_id,
    Transfer.picked_by_id,
    Transfer.received_by_id,
    Transfer.shipment_id,
    Transfer.arrival_id,
    Transfer.shipped_at,
    Transfer.received_at,
    _lines().label("lines"),
    Transfer.version,
    Transfer.created_at,
    Transfer.updated_at,
)
TRANSFERS = Listing(_TRANSFERS, Transfer)
TRANSFER = read_by_id(_TRANSFERS, Transfer, "version")
