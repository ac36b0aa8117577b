"""Purchases as callers see them."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import DecimalString, In, Instant, Line, Out, OwnId, StrictBool
from app.stock.purchases.models import PurchaseStatus
from app.stock.schemas import LineCreate, Quantity

_SUPPLIER = "Name of the supplier."
_ORDER_NUMBER = "Number of the order at the supplier's. Null without one."
_LOCATION = "The real stock location where the goods are expected."


class PurchaseLine(Out):
    """A product of a purchase, with how much of it has arrived."""

    product_id: UUID
    sku: str = Field(description="Stock keeping unit of the product.")
    product_name: str = Field(description="Name of the product.")
    ordered: DecimalString = Field(
        description="Quantity that was ordered, in the unit of the product."
    )
    received: DecimalString = Field(
        description="Quantity that has arrived, in the unit of the product; it may be more than was"
        " ordered."
    )


class Purchase(Out):
    """Goods that were ordered from a supplier, and how much of them has arrived."""

    id: UUID
    status: PurchaseStatus = Field(description="State of the purchase.")
    supplier: str = Field(description=_SUPPLIER)
    order_number: str | None = Field(description=_ORDER_NUMBER)
    location_id: UUID = Field(description=_LOCATION)
    note: str | None = Field(description="Remark of who ordered. Null without one.")
    ordered_by_id: UUID | None = Field(description="The person who ordered. Null: a program.")
    closed_at: Instant | None = Field(
        description="When it was said that nothing more will come. Null: it was not."
    )
    lines: list[PurchaseLine] = Field(description="The products; at least one.")
    version: int
    created_at: Instant
    updated_at: Instant


class PurchaseLineCreate(In):
    """A product that is ordered."""

    product_id: UUID
    quantity: Quantity


class PurchaseCreate(In):
    """Goods that are ordered from a supplier."""

    id: OwnId | None = None
    supplier: Line = Field(description=_SUPPLIER)
    order_number: Line | None = Field(None, description=_ORDER_NUMBER)
    location_id: UUID = Field(description=_LOCATION)
    note: Line | None = Field(None, description="Remark on the purchase.")
    lines: list[PurchaseLineCreate] = Field(
        min_length=1, max_length=100, description="The products that are ordered, each once."
    )


class PurchaseReceive(In):
    """Goods of a purchase that have arrived."""

    document_number: Line = Field(
        description="Number of the invoice or delivery note that came with the goods."
    )
    lines: list[LineCreate] = Field(
        min_length=1, max_length=100, description="The products that have arrived, each once."
    )
    accepts_excess: StrictBool = Field(
        default=False, description="Whether more may arrive of a product than was ordered."
    )


class PurchaseQuery(ListQuery):
    """Filters and order of the list of purchases."""

    sort: Literal["-created_at", "created_at"] = "-created_at"
    status: list[PurchaseStatus] | None = Field(
        None, description="Only purchases in one of these states."
    )
    location_id: UUID | None = Field(
        None, description="Only purchases that are expected at this stock location."
    )
