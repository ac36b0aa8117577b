"""Counts as callers see them."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import DecimalString, In, Instant, Line, Out, OwnId
from app.stock.counts.models import CountStatus
from app.stock.schemas import QuantityOrNone, SerialNumber

_LOCATION = "The real stock location whose goods are counted."
_HIDDEN = "Null while the count is open: who counts does not see it."


class StockCountLine(Out):
    """Result of counting one product."""

    product_id: UUID
    sku: str = Field(description="Stock keeping unit of the product.")
    product_name: str = Field(description="Name of the product.")
    counted_quantity: DecimalString = Field(
        description="Quantity that was found, in the unit of the product."
    )
    first_counted_quantity: DecimalString | None = Field(
        description="Quantity that was found at first, in the unit of the product. Null: it was"
        " counted once."
    )
    expected_quantity: DecimalString | None = Field(
        description="Quantity that the ledger had at that moment, in the unit of the product."
        f" {_HIDDEN}"
    )
    difference: DecimalString | None = Field(
        description="How much more was found, in the unit of the product; with a minus sign, how"
        f" much less. {_HIDDEN}"
    )
    serials: list[str] = Field(
        description="Serial numbers of the pieces that were found. Empty for a product without"
        " them."
    )
    expected_serials: list[str] | None = Field(
        description=f"Serial numbers of the pieces that the ledger had there. {_HIDDEN}"
    )
    counted_by_id: UUID | None = Field(description="The person who counted. Null: a program.")
    counted_at: Instant = Field(description="When it was counted.")


class StockCount(Out):
    """A count of the goods at a stock location, and what became of it."""

    id: UUID
    status: CountStatus = Field(description="State of the count.")
    location_id: UUID = Field(description=_LOCATION)
    note: str | None = Field(description="Remark of who opened it. Null without one.")
    opened_by_id: UUID | None = Field(description="The person who opened it. Null: a program.")
    decided_by_id: UUID | None = Field(
        description="The person who approved or cancelled it. Null: nobody yet."
    )
    movement_id: UUID | None = Field(
        description="The movement that has corrected the balances. Null unless it is approved, and"
        " when there was no difference."
    )
    lines: list[StockCountLine] = Field(
        description="What was found, sorted by product; empty at first."
    )
    version: int
    created_at: Instant
    updated_at: Instant


class StockCountCreate(In):
    """A count to be begun."""

    id: OwnId | None = None
    location_id: UUID = Field(description=_LOCATION)
    note: Line | None = Field(None, description="Remark on the count.")


class CountedProduct(In):
    """Quantity that was found of a product."""

    product_id: UUID
    quantity: QuantityOrNone
    serials: list[SerialNumber] = Field(
        default_factory=list,
        max_length=500,
        description="Serial numbers of the pieces, as many as `quantity`; for products with serial"
        " numbers alone.",
    )


class CountRecord(In):
    """Quantities that were found of some products."""

    lines: list[CountedProduct] = Field(
        min_length=1, max_length=100, description="The products, each once."
    )


class StockCountQuery(ListQuery):
    """Filters and order of the list of counts."""

    sort: Literal["-created_at", "created_at"] = "-created_at"
    status: list[CountStatus] | None = Field(
        None, description="Only counts in one of these states."
    )
    location_id: UUID | None = Field(None, description="Only counts of this stock location.")
