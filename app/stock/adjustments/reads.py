"""Statements that read adjustments."""

from typing import Any

from sqlalchemy import ScalarSelect, Text, cast, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.core.data.statements import read_by_id, tenant_join
from app.core.http.listing import Listing
from app.stock.adjustments.models import Adjustment, AdjustmentLine


def _lines() -> ScalarSelect[Any]:
    line = func.json_build_object(
        *("product_id", AdjustmentLine.product_id),
        *("quantity", cast(AdjustmentLine.quantity, Text)),
        *("serials", AdjustmentLine.serials),
    )
    return (
        select(func.json_agg(aggregate_order_by(line, AdjustmentLine.position)))
        .select_from(AdjustmentLine)
        .where(tenant_join(Adjustment, AdjustmentLine, AdjustmentLine.adjustment_id))
        .correlate(Adjustment)
        .scalar_subquery()
    )


_ADJUSTMENTS = select(
    Adjustment.id,
    Adjustment.status,
    Adjustment.kind,
    Adjustment.location_id,
    Adjustment.note,
    Adjustment.requested_by_id,
    Adjustment.decided_by_id,
    Adjustment.movement_id,
    _lines().label("lines"),
    Adjustment.version,
    Adjustment.created_at,
    Adjustment.updated_at,
)
ADJUSTMENTS = Listing(_ADJUSTMENTS, Adjustment)
ADJUSTMENT = read_by_id(_ADJUSTMENTS, Adjustment, "version")
