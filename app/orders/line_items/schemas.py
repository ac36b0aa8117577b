"""Line items as callers send and see them."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from app.core.values.text import N_
from app.core.values.wire import DecimalString, In, Line, Money, Out
from app.orders.line_items.models import LineKind
from app.stock.schemas import Quantity

_THOUSANDTH = Decimal("0.001")
#: How much of a service: it has no unit and no scale of its own.
_QUANTITY = "How many times the service is to be done. At most three decimals are kept."
_UNIT_PRICE = "Price of one unit of the service, in the organization's currency."
_PERCENT_OFF = "Discount on all lines together, in percent."
_AMOUNT_OFF = "Discount on all lines together, in the organization's currency."


def _in_thousandths(quantity: Decimal) -> Decimal:
    """The quantity that is kept and priced: the same."""
    kept = quantity.quantize(_THOUSANDTH, ROUND_HALF_UP)
    if not kept:
        raise PydanticCustomError("too_little", N_("This is less than a thousandth."))
    return kept


LineQuantity = Annotated[Quantity, AfterValidator(_in_thousandths)]
Percent = Annotated[DecimalString, Field(gt=0, le=Decimal(100), decimal_places=2)]


class OrderServiceGiven(In):
    """A service that an order is for, as it is sent."""

    service_id: UUID = Field(description="An active service of the catalog.")
    quantity: LineQuantity = Field(Decimal(1), description=_QUANTITY)
    unit_price: Money | None = Field(
        None,
        description=f"{_UNIT_PRICE} At most two decimals. Null or absent: that of the catalog.",
    )


#: As many as a quote has lines.
MOST_SERVICES = 200


class OrderServices(In):
    """All services that an order is for. They replace those that it had.

    What the customer approved with a quote stays, whether it is named or not.
    """

    services: list[OrderServiceGiven] = Field(
        max_length=MOST_SERVICES,
        description="The services that are to be done; each service once. Empty: none.",
    )


class OrderServiceLine(Out):
    """A service that an order is for, as the catalog had it when it was put there."""

    service_id: UUID
    code: str = Field(description="Code of the service.")
    name: str = Field(description="Name of the service, as it was agreed.")
    quantity: DecimalString = Field(
        description="How many times the service is to be done, with three decimals."
    )
    unit_price: DecimalString = Field(description=_UNIT_PRICE)
    duration_minutes: int = Field(description="Usual duration of one unit, in minutes.")


class OrderLine(Out):
    """A service, a product or anything else that an order is for and bills, as it was agreed."""

    id: UUID
    position: int = Field(description="Place of the line in the order: lower numbers come first.")
    kind: LineKind = Field(description="Whether it is a service, a product or anything else.")
    service_id: UUID | None = Field(description="The service. Null for a product or anything else.")
    product_id: UUID | None = Field(description="The product. Null for a service or anything else.")
    code: str | None = Field(
        description="Code of the service, or stock keeping unit of the product. Null for anything"
        " else."
    )
    description: str = Field(description="The thing, as the customer reads it.")
    quantity: DecimalString = Field(
        description="Quantity with three decimals; of a product, in its unit."
    )
    unit_price: DecimalString = Field(
        description="Price of one unit, in the organization's currency, with two decimals."
    )
    discount_percent: DecimalString | None = Field(
        description="Discount on this line, in percent. Null without one."
    )
    total: DecimalString = Field(
        description="Quantity times price less the discount, in the organization's currency,"
        " rounded half up to two decimals once; of an approved line, as the quote had it."
    )
    is_approved: bool = Field(
        description="Whether the customer approved the line with the quote of the order. Such a"
        " line is not changed any more; false: it was added without one."
    )


class LineGiven(In):
    """A service, a product or anything else, with its price.

    A service brings name and price from the catalog, a product its name; what is neither needs
    both.
    """

    service_id: UUID | None = Field(
        None, description="The service; an active one. Not beside `product_id`."
    )
    product_id: UUID | None = Field(None, description="The product. Not beside `service_id`.")
    description: Line | None = Field(
        None,
        description="The thing, as the customer reads it. Null or absent: the name of the service"
        " or product; required without either.",
    )
    quantity: LineQuantity = Field(
        Decimal(1),
        description="Quantity; of a product, in its unit. At most three decimals are kept.",
    )
    unit_price: Money | None = Field(
        None,
        description="Price of one unit, in the currency of the quote or of the organization, with"
        " at most two decimals. Null or absent: the price of the service; required for anything"
        " else.",
    )
    discount_percent: Percent | None = Field(
        None,
        description="Discount on this line, in percent. Greater than 0, at most 100, with at most"
        " two decimals.",
    )

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if self.service_id is not None and self.product_id is not None:
            raise PydanticCustomError("two_things", N_("Name a service or a product, not both."))
        nameless = self.service_id is None and self.product_id is None and not self.description
        if nameless or (self.service_id is None and self.unit_price is None):
            raise PydanticCustomError(
                "incomplete", N_("What is no service needs a description and a price.")
            )
        return self


class OrderLineGiven(LineGiven):
    """A service, a product or anything else that an order is to bill.

    A service brings name and price from the catalog, a product its name; what is neither needs
    both. Prices are in the organization's currency.
    """


OrderLinesGiven = Annotated[list[OrderLineGiven], Field(max_length=MOST_SERVICES)]


class OrderLines(In):
    """All lines of an order beside those that the customer approved. They replace the former ones.

    Approved lines and their discount stay as they were agreed.
    """

    lines: OrderLinesGiven = Field(
        description="What the order bills, in the order in which it is shown. Empty: nothing, or"
        " nothing beside what was approved.",
    )
    discount_percent: Percent | None = Field(
        None, description=f"{_PERCENT_OFF} Not beside approved lines. Null or absent: none."
    )
    discount_amount: Money | None = Field(
        None,
        description=f"{_AMOUNT_OFF} Not more than they come to, and not beside a percentage or"
        " approved lines. Null or absent: none.",
    )

    @model_validator(mode="after")
    def _one_discount(self) -> Self:
        check_one_discount(self.discount_percent, self.discount_amount)
        return self


def check_one_discount(percent: Decimal | None, amount: Decimal | None) -> None:
    if percent is not None and amount is not None:
        raise PydanticCustomError(
            "two_discounts", N_("A discount is a percentage or an amount, not both.")
        )
