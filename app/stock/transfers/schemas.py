"""Transfers as callers see them."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import DecimalString, In, Instant, Line, Out, OwnId
from app.stock.schemas import Quantity, QuantityOrNone, SerialNumber
from app.stock.transfers.models import TransferStatus

_FROM = "The real stock location that the goods come from."
_TO = "The real stock location that the goods go to."


class TransferLine(Out):
    """A product of a transfer, with what became of it at each step."""

    product_id: UUID
    sku: str = Field(description="Stock keeping unit of the product.")
    product_name: str = Field(description="Name of the product.")
    requested: DecimalString = Field(
        description="Quantity that was asked for, in the unit of the product."
    )
    picked: DecimalString | None = Field(
        description="Quantity that was put together, in the unit of the product. Null before that."
    )
    received: DecimalString | None = Field(
        description="Quantity that has arrived, in the unit of the product; what is missing of"
        " `picked` was lost on the way. Null before that."
    )
    serials: list[str] = Field(description="Serial numbers of the pieces that were picked.")
    received_serials: list[str] = Field(
        description="Serial numbers of the pieces that have arrived."
    )


class Transfer(Out):
    """Goods that are asked for at one stock location and come from another."""

    id: UUID
    status: TransferStatus = Field(description="State of the transfer.")
    from_location_id: UUID = Field(description=_FROM)
    to_location_id: UUID = Field(description=_TO)
    note: str | None = Field(description="Remark of who asked for the goods. Null without one.")
    requested_by_id: UUID | None = Field(
        description="The person who asked for the goods. Null when a program did."
    )
    picked_by_id: UUID | None = Field(
        description="The person who put the goods together. Null: nobody yet, or a program."
    )
    received_by_id: UUID | None = Field(
        description="The person who received the goods. Null: nobody yet, or a program."
    )
    shipment_id: UUID | None = Field(
        description="The movement by which the goods left. Null before that."
    )
    arrival_id: UUID | None = Field(
        description="The movement by which the goods arrived. Null before that."
    )
    shipped_at: Instant | None = Field(description="When the goods left. Null before that.")
    received_at: Instant | None = Field(description="When the goods arrived. Null before that.")
    lines: list[TransferLine] = Field(description="The products of the transfer; at least one.")
    version: int
    created_at: Instant
    updated_at: Instant


class TransferLineCreate(In):
    """A product that is asked for."""

    product_id: UUID
    quantity: Quantity


class TransferCreate(In):
    """Goods that are asked for."""

    id: OwnId | None = None
    from_location_id: UUID = Field(description=_FROM)
    to_location_id: UUID = Field(description=_TO)
    note: Line | None = Field(None, description="Remark on the request.")
    lines: list[TransferLineCreate] = Field(
        min_length=1, max_length=100, description="The products that are asked for, each once."
    )


class TransferAmount(In):
    """Quantity of a product of the transfer that was picked, or has arrived."""

    product_id: UUID
    quantity: QuantityOrNone
    serials: list[SerialNumber] = Field(
        default_factory=list,
        max_length=500,
        description="Serial numbers of the pieces, as many as `quantity`; for products with serial"
        " numbers alone.",
    )


class TransferPick(In):
    """Goods that were put together for a transfer."""

    lines: list[TransferAmount] = Field(
        max_length=100,
        description="Products whose quantity differs from what was asked for, and those with serial"
        " numbers. A product that is left out is picked as it was asked for.",
    )


class TransferReceive(In):
    """Goods of a transfer that have arrived."""

    lines: list[TransferAmount] = Field(
        max_length=100,
        description="Products of which less has arrived than was shipped. A product that is left"
        " out has arrived as a whole.",
    )
    note: Line | None = Field(
        None, description="Remark on what is missing; it stays with the movement."
    )


class TransferQuery(ListQuery):
    """Filters and order of the list of transfers."""

    sort: Literal["-created_at", "created_at"] = "-created_at"
    status: list[TransferStatus] | None = Field(
        None, description="Only transfers in one of these states."
    )
    from_location_id: UUID | None = Field(
        None, description="Only transfers from this stock location."
    )
    to_location_id: UUID | None = Field(None, description="Only transfers to this stock location.")
