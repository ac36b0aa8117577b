"""Goods as callers name them, and the card of a product as they see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import DecimalString, Instant, Out
from app.stock.models import MovementKind
from app.stock.schemas import StockLocationInBrief


@dataclass(frozen=True, slots=True)
class NamedGoods:
    """So much of a product as a caller names it; `field` is the path of that in the body."""

    product_id: UUID
    quantity: Decimal
    serials: Sequence[str] = ()
    field: str = ""
    #: Of one unit, where they arrive; none: as the product says.
    unit_cost: Decimal | None = None
    warranty_until: date | None = None

    def at(self, name: str) -> str:
        """The path of one of its fields."""
        return f"{self.field}/{name}" if self.field else name


class CardEntry(Out):
    """A line of the ledger: so much of a product went from one stock location to another."""

    id: UUID
    movement_id: UUID = Field(description="The movement of the ledger.")
    kind: MovementKind = Field(description="Kind of the movement.")
    quantity: DecimalString = Field(
        description="Quantity that went, in the unit of the product, with three decimals."
    )
    value: DecimalString = Field(
        description="What these goods have cost, with four decimals, in the organization's"
        " currency."
    )
    serial: str | None = Field(
        description="Serial number of the piece. Null for a product that has none."
    )
    from_location: StockLocationInBrief = Field(description="The stock location that they left.")
    to_location: StockLocationInBrief = Field(description="The stock location that they came to.")
    person_id: UUID | None = Field(
        description="The person who recorded the movement. Null when the system did."
    )
    reference_kind: str | None = Field(
        description="Kind of the object that they were moved for, such as `order`. Null: for none."
    )
    reference_id: UUID | None = Field(
        description="Identifier of the object that `reference_kind` names. Null without one."
    )
    note: str | None = Field(description="Remark of the person who recorded it. Null without one.")
    occurred_at: Instant = Field(description="Time at which the server recorded the movement.")


class CardQuery(ListQuery):
    """Order of the card of a product."""

    sort: Literal["-id", "id"] = "-id"
