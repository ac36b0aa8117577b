"""Adjustments as callers see them."""

from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import DecimalString, In, Instant, Line, Out, OwnId
from app.stock.adjustments.models import AdjustmentKind, AdjustmentStatus
from app.stock.schemas import SerialNumber

_LOCATION = "The real stock location whose balances are corrected."
_KIND = "Why the balances are corrected."
_NOTE = "What happened, in words; it stays with the movement."
_DIFFERENCE = (
    "How much more of the product is there than the ledger says, in the unit of the product; with a"
    " minus sign, how much less."
)
_MOST = Decimal("99999999.999")


class AdjustmentLine(Out):
    """A product of which more or less is there than the ledger says."""

    product_id: UUID
    quantity: DecimalString = Field(description=_DIFFERENCE)
    serials: list[str] = Field(
        description="Serial numbers of the pieces. Empty for a product without them."
    )


class Adjustment(Out):
    """A correction of balances at one stock location, and what became of it."""

    id: UUID
    status: AdjustmentStatus = Field(description="State of the adjustment.")
    kind: AdjustmentKind = Field(description=_KIND)
    location_id: UUID = Field(description=_LOCATION)
    note: str = Field(description=_NOTE)
    requested_by_id: UUID | None = Field(
        description="The person who asked for it. Null when a program did."
    )
    decided_by_id: UUID | None = Field(
        description="The person who approved or refused it. Null: nobody yet."
    )
    movement_id: UUID | None = Field(
        description="The movement that has corrected the balances. Null unless it is approved."
    )
    lines: list[AdjustmentLine] = Field(description="The products; at least one.")
    version: int
    created_at: Instant
    updated_at: Instant


class AdjustmentLineCreate(In):
    """A product of which more or less is there than the ledger says."""

    product_id: UUID
    quantity: Annotated[DecimalString, Field(ge=-_MOST, le=_MOST, description=_DIFFERENCE)]
    serials: list[SerialNumber] = Field(
        default_factory=list,
        max_length=500,
        description="Serial numbers of the pieces, as many as `quantity`; for products with serial"
        " numbers alone. Pieces that are there, too, are found with `reconcileSerial`.",
    )


class AdjustmentCreate(In):
    """A correction of balances that somebody asks for."""

    id: OwnId | None = None
    location_id: UUID = Field(description=_LOCATION)
    kind: AdjustmentKind = Field(description=_KIND)
    note: Line = Field(description=_NOTE)
    lines: list[AdjustmentLineCreate] = Field(
        min_length=1, max_length=100, description="The products, each once."
    )


class AdjustmentQuery(ListQuery):
    """Filters and order of the list of adjustments."""

    sort: Literal["-created_at", "created_at"] = "-created_at"
    status: list[AdjustmentStatus] | None = Field(
        None, description="Only adjustments in one of these states."
    )
    location_id: UUID | None = Field(None, description="Only adjustments of this stock location.")
