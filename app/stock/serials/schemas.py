"""Serial numbers as callers see them."""

import datetime as dt
from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import In, Instant, Line, Out
from app.stock.models import MovementKind
from app.stock.schemas import ProductInBrief, SerialNumber, StockLocationInBrief


class StockSerial(Out):
    """A piece with a serial number, and the one stock location where it is.

    The kind of that location is its state: in a `warehouse` or `van`, at a `customer`, `consumed`.
    """

    id: UUID
    product: ProductInBrief = Field(description="The product that the piece is one of.")
    serial: str = Field(description="Serial number, as it is printed on the piece.")
    location: StockLocationInBrief = Field(description="The stock location where the piece is.")
    moved_at: Instant = Field(description="Time since which the piece is there.")
    received_at: Instant = Field(description="Time at which the piece was first received.")
    warranty_until: dt.date | None = Field(
        description="Last day of the supplier's warranty. Null: unknown."
    )


class StockSerialQuery(ListQuery):
    """Filters and order of the list of serial numbers."""

    sort: Literal["serial", "-serial"] = "serial"
    serial: SerialNumber | None = Field(
        None, description="Only pieces with exactly this serial number, as a scanner reads it."
    )
    product_id: list[UUID] | None = Field(None, description="Only pieces of these products.")
    location_id: list[UUID] | None = Field(
        None, description="Only pieces at these stock locations."
    )


class SerialStep(Out):
    """One movement of a piece with a serial number."""

    id: UUID
    movement_id: UUID = Field(description="The movement of the ledger.")
    kind: MovementKind = Field(description="Kind of the movement.")
    from_location: StockLocationInBrief = Field(description="The stock location that it left.")
    to_location: StockLocationInBrief = Field(description="The stock location that it came to.")
    person_id: UUID | None = Field(
        description="The person who recorded the movement. Null when the system did."
    )
    reference_kind: str | None = Field(
        description="Kind of the object that it was moved for, such as `order`. Null: for none."
    )
    reference_id: UUID | None = Field(
        description="Identifier of the object that `reference_kind` names. Null without one."
    )
    note: str | None = Field(description="Remark of the person who recorded it. Null without one.")
    occurred_at: Instant = Field(description="Time at which the server recorded the movement.")


class SerialStepQuery(ListQuery):
    """Order of the history of a serial number."""

    sort: Literal["-id", "id"] = "-id"


class SerialReconcile(In):
    """Place where a piece was found, against what the ledger says."""

    location_id: UUID = Field(description="The real stock location where the piece was found.")
    reason: Line = Field(description="How it was found; it stays with the movement.")
