"""Quotes as callers see them."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import EmailStr, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from app.core.http.listing import ListQuery
from app.core.values.text import N_
from app.core.values.wire import (
    UNCHANGED,
    DecimalString,
    In,
    Instant,
    Line,
    Money,
    Out,
    Prose,
    Update,
)
from app.orders.closing.schemas import CustomerSignature
from app.orders.line_items.schemas import MOST_SERVICES
from app.orders.scheduling.schemas import OrderSchedule
from app.quotes.models import QuoteStatus
from app.stock.schemas import Quantity

Percent = Annotated[DecimalString, Field(gt=0, le=Decimal(100), decimal_places=2)]


class QuoteLine(Out):
    """One thing that is offered; `total` is what it comes to, its discount taken off."""

    id: UUID
    position: int
    service_id: UUID | None
    product_id: UUID | None
    description: str
    quantity: DecimalString
    unit_price: DecimalString
    discount_percent: DecimalString | None
    total: DecimalString


class Quote(Out):
    """What work would cost. Amounts are exact decimals, computed here, in `currency`."""

    id: UUID
    number: int
    status: QuoteStatus
    customer_id: UUID
    customer_name: str
    site_id: UUID | None
    title: str
    description: str | None
    currency: str
    lines: list[QuoteLine]
    discount_percent: DecimalString | None = Field(description="Off the whole.")
    discount_amount: DecimalString | None = Field(description="Off the whole.")
    subtotal: DecimalString = Field(description="All lines together.")
    discount: DecimalString = Field(description="What comes off the whole.")
    total: DecimalString
    sent_at: Instant | None
    valid_until: Instant | None = Field(description="Until then it may be approved.")
    answered_at: Instant | None
    answered_by_id: UUID | None = Field(
        description="Who took the answer; null: the customer gave it by the link."
    )
    reject_reason: str | None
    converted_at: Instant | None
    order_id: UUID | None = Field(description="The order that was made of it.")
    version: int
    created_at: Instant
    updated_at: Instant


class QuoteLineGiven(In):
    """A service, a product, or anything in words. Null takes it from the catalogue."""

    service_id: UUID | None = None
    product_id: UUID | None = None
    description: Line | None = Field(None, description="Null: the name in the catalogue.")
    quantity: Quantity = Decimal(1)
    unit_price: Money | None = Field(None, description="Null: the price of the service.")
    discount_percent: Percent | None = None

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


Lines = Annotated[list[QuoteLineGiven], Field(max_length=MOST_SERVICES)]


class QuoteCreate(In):
    id: UUID | None = None
    customer_id: UUID
    site_id: UUID | None = Field(None, description="A site of this customer.")
    title: Line
    description: Prose | None = None
    lines: Lines = Field(default_factory=list)
    discount_percent: Percent | None = None
    discount_amount: Money | None = None

    @model_validator(mode="after")
    def _one_discount(self) -> Self:
        if self.discount_percent is not None and self.discount_amount is not None:
            raise PydanticCustomError(
                "two_discounts", N_("A discount is a percentage or an amount, not both.")
            )
        return self


class QuoteUpdate(Update):
    """Lines that are given take the place of those there were; so does one kind of discount."""

    site_id: UUID | None = UNCHANGED
    title: Line = UNCHANGED
    description: Prose | None = UNCHANGED
    lines: Lines = UNCHANGED
    discount_percent: Percent | None = UNCHANGED
    discount_amount: Money | None = UNCHANGED
    clear: list[Literal["site_id", "description", "discount_percent", "discount_amount"]] = Field(
        default_factory=list
    )


class QuoteQuery(ListQuery):
    sort: Literal["-created_at", "created_at"] = "-created_at"
    q: str | None = Field(
        None, max_length=200, description="Beginnings of words of customer, title and number."
    )
    status: list[QuoteStatus] | None = None
    customer_id: list[UUID] | None = None


class QuoteSend(In):
    valid_until: date | None = Field(
        None,
        description="Last day to approve it; null: as long as the organization's settings say.",
    )
    email: EmailStr | None = Field(None, description="Null: the customer's.")
    message: Prose | None = Field(None, description="A few words above the link.")


class QuoteWithLink(Out):
    """The quote, and the link that was mailed if there is an address."""

    quote: Quote
    link: str = Field(description="Whoever has it may approve or reject; hand it to the customer.")
    mailed_to: str | None = Field(description="Null: nobody; there is no address.")


class QuoteReject(In):
    reason: Prose | None = None


class QuoteConvert(In):
    """What the order needs beside what is copied: customer, services, title and description."""

    id: UUID | None = Field(None, description="Of the order (UUID version 7).")
    problem_code_id: UUID = Field(description="An active code of the kind `problem`.")
    site_id: UUID | None = Field(None, description="Null: the site of the quote.")
    schedule: OrderSchedule | None = Field(None, description="Null: it is scheduled later.")


QuoteTokenText = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class QuoteToken(In):
    token: QuoteTokenText = Field(description="What stands behind `#` in the link.")


class QuoteByLink(Out):
    """What the customer is shown, and the hash that an approval is bound to."""

    organization_name: str
    status: QuoteStatus
    valid_until: Instant | None
    content_hash: str = Field(description="What the signature names as `content_hash`.")
    document: dict[str, Any] = Field(description="What is hashed: all that is offered.")


class QuoteApprovalByLink(In):
    token: QuoteTokenText
    signature: CustomerSignature


class QuoteRejectionByLink(In):
    token: QuoteTokenText
    reason: Prose | None = None
