"""Materials as callers send and see them."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import DecimalString, In, Instant, Out
from app.stock.models import Unit
from app.stock.schemas import Quantity


class Material(Out):
    """Goods that were used in an order; `movement_id` is their entry in the ledger."""

    id: UUID
    order_id: UUID
    product_id: UUID
    sku: str
    product_name: str
    unit: Unit
    quantity: DecimalString
    movement_id: UUID
    used_by_id: UUID | None
    used_by_name: str | None
    used_at: Instant
    reversal_id: UUID | None = Field(description="The movement that took the goods back.")
    reversed_at: Instant | None


class MaterialUse(In):
    id: UUID | None = None
    product_id: UUID
    quantity: Quantity = Field(examples=["35.500"])


class MaterialQuery(ListQuery):
    sort: Literal["used_at", "-used_at"] = "used_at"
