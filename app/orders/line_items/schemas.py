"""Line items as callers send and see them."""

from decimal import Decimal
from uuid import UUID

from pydantic import Field

from app.core.values.wire import DecimalString, In, Money, Out
from app.stock.schemas import Quantity

#: How much of a service: it has no unit and no scale of its own.
_QUANTITY = "How many times the service is to be done. At most three decimals are kept."
_UNIT_PRICE = "Price of one unit of the service, in the organization's currency."


class OrderServiceGiven(In):
    """A service that an order is for, as it is sent."""

    service_id: UUID = Field(description="An active service of the catalog.")
    quantity: Quantity = Field(Decimal(1), description=_QUANTITY)
    unit_price: Money | None = Field(
        None,
        description=f"{_UNIT_PRICE} At most two decimals. Null or absent: that of the catalog.",
    )


#: As many as a quote has lines.
MOST_SERVICES = 200


class OrderServices(In):
    """All services that an order is for. They replace those that it had."""

    services: list[OrderServiceGiven] = Field(
        max_length=MOST_SERVICES,
        description="The services that are to be done; each service once. Empty: none.",
    )


class OrderServiceLine(Out):
    """A service that an order is for, as the catalog had it when it was put there."""

    service_id: UUID
    code: str = Field(description="Code of the service.")
    name: str = Field(description="Name of the service.")
    quantity: DecimalString = Field(
        description="How many times the service is to be done, with three decimals."
    )
    unit_price: DecimalString = Field(description=_UNIT_PRICE)
    duration_minutes: int = Field(description="Usual duration of one unit, in minutes.")
