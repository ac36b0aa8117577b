"""Materials as callers send and see them."""

from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import DecimalString, In, Instant, Line, Out, OwnId
from app.stock.models import UnitOfMeasure
from app.stock.schemas import Quantity, SerialNumber

_MOST = Decimal("99999999.999")


class Material(Out):
    """A product that was used on an order, taken from a technician's van.

    Reversed material stays in the list; `reversed_at` tells it from material in use.
    """

    id: UUID
    order_id: UUID
    product_id: UUID
    sku: str = Field(description="Stock keeping unit of the product.")
    product_name: str = Field(description="Name of the product.")
    unit: UnitOfMeasure = Field(description="Unit in which the quantity is counted.")
    quantity: DecimalString = Field(
        description="Quantity that was used, in the unit of the product, with three decimals."
    )
    movement_id: UUID = Field(description="The movement of the ledger that took it from the van.")
    used_by_id: UUID | None = Field(
        description="The person who recorded the use. Null when a program did."
    )
    used_by_name: str | None = Field(
        description="Name of the person who recorded the use. Null when a program did."
    )
    used_at: Instant = Field(description="Time at which the server recorded the use.")
    reversal_id: UUID | None = Field(
        description="The movement that gave it back to the van. Null while it is in use."
    )
    reversed_at: Instant | None = Field(
        description="Time at which it was given back to the van. Null while it is in use."
    )


class MaterialUse(In):
    """A product that is used on an order.

    It is taken from the van of the technician who is responsible, or of the helper who sends this.
    """

    id: OwnId | None = None
    product_id: UUID
    quantity: Quantity = Field(examples=["35.500"])
    serials: list[SerialNumber] = Field(
        default_factory=list,
        max_length=100,
        description="Serial numbers of the pieces, as many as `quantity`; for products with serial"
        " numbers alone.",
    )


class MaterialKit(In):
    """Several products that are used on an order at once."""

    lines: list[MaterialUse] = Field(
        min_length=1,
        max_length=50,
        description="The products, such as those that a service usually uses. All of them are used,"
        " or none.",
    )


class MaterialsUsed(Out):
    """Materials that were used on an order at once."""

    items: list[Material] = Field(description="One for each product, in no particular order.")


class MaterialCorrection(In):
    """A correction of what a closed order has consumed, against what was recorded on it."""

    product_id: UUID
    quantity: Annotated[
        DecimalString,
        Field(
            ge=-_MOST,
            le=_MOST,
            description="How much more was used than was recorded, in the unit of the product; with"
            " a minus sign, how much less. Not zero.",
            examples=["-2.500"],
        ),
    ]
    serials: list[SerialNumber] = Field(
        default_factory=list,
        max_length=100,
        description="Serial numbers of the pieces, as many as `quantity`; for products with serial"
        " numbers alone.",
    )
    location_id: UUID = Field(
        description="The real stock location that the goods were taken from, or are given back to."
    )
    reason: Line = Field(description="Why it is corrected; it stays with the movement.")


class MaterialQuery(ListQuery):
    """Order of the list of an order's materials."""

    sort: Literal["used_at", "-used_at"] = "used_at"
