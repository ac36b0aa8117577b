"""Line items as callers send and see them."""

from decimal import Decimal
from uuid import UUID

from pydantic import Field

from app.core.values.wire import DecimalString, In, Money, Out
from app.stock.schemas import Quantity


class OrderServiceGiven(In):
    service_id: UUID
    quantity: Quantity = Decimal(1)
    unit_price: Money | None = Field(None, description="Null: as the catalogue has it.")


#: As many as a quote has lines.
MOST_SERVICES = 200


class OrderServices(In):
    services: list[OrderServiceGiven] = Field(max_length=MOST_SERVICES)


class OrderServiceLine(Out):
    """A service that the order is for, as the catalogue had it then."""

    service_id: UUID
    code: str
    name: str
    quantity: DecimalString
    unit_price: DecimalString
    duration_minutes: int
