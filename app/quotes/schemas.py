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


_LINE_DISCOUNT = "Discount on this line, in percent."
_UNIT_PRICE = "Price of one unit."
_TITLE = "Short description of what is offered."
_DESCRIPTION = "What is offered, in words."
_LINES = "What is offered, in the order in which it is shown."
_PERCENT_OFF = "Discount on all lines together, in percent."
_AMOUNT_OFF = "Discount on all lines together, as an amount."
_ONE_KIND = " A quote has a percentage or an amount, not both."
_SITE = "The site where the work is to be done; one of this customer."
_REASON = "Why the customer rejects the quote, in words."
_VALID_UNTIL = (
    "Time until which the quote can be approved, not included: the end of its last day in the"
    " organization's time zone."
)


class QuoteLine(Out):
    """One service, product or other thing that a quote offers. Amounts are in its currency."""

    id: UUID
    position: int = Field(description="Place of the line in the quote, counted from 0.")
    service_id: UUID | None = Field(
        description="The service that is offered. Null for a product or anything else."
    )
    product_id: UUID | None = Field(
        description="The product that is offered. Null for a service or anything else."
    )
    description: str = Field(description="What is offered, as the customer reads it.")
    quantity: DecimalString = Field(
        description="Quantity that is offered, with three decimals; for a product, in its unit."
    )
    unit_price: DecimalString = Field(description=f"{_UNIT_PRICE} Two decimals.")
    discount_percent: DecimalString | None = Field(
        description=f"{_LINE_DISCOUNT} Null without a discount."
    )
    total: DecimalString = Field(
        description="Quantity times price less the discount, rounded half up to two decimals."
    )


class Quote(Out):
    """Work that is offered to a customer at a price, and approved with a signature.

    All amounts are in `currency`, with two decimals, and are computed by the server.
    """

    id: UUID
    number: int = Field(description="Consecutive number of the quote within the organization.")
    status: QuoteStatus = Field(description="Where the quote is in its life.")
    customer_id: UUID
    customer_name: str = Field(description="Name of the customer.")
    site_id: UUID | None = Field(
        description="The site where the work is to be done. Null when none is named yet."
    )
    title: str = Field(description=_TITLE)
    description: str | None = Field(description=f"{_DESCRIPTION} Null without a description.")
    currency: str = Field(
        description="Currency of all amounts as a code of three letters (ISO 4217): that of the"
        " organization when the quote was created."
    )
    lines: list[QuoteLine] = Field(description=_LINES)
    discount_percent: DecimalString | None = Field(
        description=f"{_PERCENT_OFF} Null when there is none, or it is an amount."
    )
    discount_amount: DecimalString | None = Field(
        description=f"{_AMOUNT_OFF} Null when there is none, or it is a percentage."
    )
    subtotal: DecimalString = Field(description="Sum of the totals of all lines.")
    discount: DecimalString = Field(
        description="What the discount on all lines together comes to. 0 without one."
    )
    total: DecimalString = Field(description="What the customer pays: `subtotal` less `discount`.")
    sent_at: Instant | None = Field(
        description="Time at which the quote was last sent. Null while it is a draft."
    )
    valid_until: Instant | None = Field(description=f"{_VALID_UNTIL} Null while it is a draft.")
    answered_at: Instant | None = Field(
        description="Time at which the quote was approved or rejected. Null until then, and again"
        " once it is sent anew."
    )
    answered_by_id: UUID | None = Field(
        description="The person of the organization who recorded the answer. Null when the customer"
        " answered by the link, and without an answer."
    )
    reject_reason: str | None = Field(
        description="Why the customer rejected the quote; it stays when the quote is revised, until"
        " it is sent again. Null without a reason."
    )
    converted_at: Instant | None = Field(
        description="Time at which an order was made of the quote. Null until then."
    )
    order_id: UUID | None = Field(
        description="The order that was made of the quote. Null until then."
    )
    version: int
    created_at: Instant
    updated_at: Instant


class QuoteLineGiven(In):
    """One service, product or other thing that a quote is to offer.

    A service brings name and price from the catalog, a product its name; what is neither needs
    both.
    """

    service_id: UUID | None = Field(
        None, description="The service that is offered; an active one. Not beside `product_id`."
    )
    product_id: UUID | None = Field(
        None, description="The product that is offered. Not beside `service_id`."
    )
    description: Line | None = Field(
        None,
        description="What is offered, as the customer reads it. Null or absent: the name of the"
        " service or product; required without either.",
    )
    quantity: Quantity = Field(
        Decimal(1),
        description="Quantity that is offered; for a product, in its unit. At most three decimals"
        " are kept.",
    )
    unit_price: Money | None = Field(
        None,
        description=f"{_UNIT_PRICE} At most two decimals. Null or absent: the price of the service;"
        " required for anything else.",
    )
    discount_percent: Percent | None = Field(
        None,
        description=f"{_LINE_DISCOUNT} Greater than 0, at most 100, with at most two decimals.",
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


Lines = Annotated[list[QuoteLineGiven], Field(max_length=MOST_SERVICES)]


class QuoteCreate(In):
    """A new quote, as a draft. The server computes all totals."""

    id: UUID | None = None
    customer_id: UUID
    site_id: UUID | None = Field(
        None, description=f"{_SITE} An order that is made of it needs one."
    )
    title: Line = Field(description=_TITLE)
    description: Prose | None = Field(None, description=_DESCRIPTION)
    lines: Lines = Field(
        default_factory=list, description=f"{_LINES} It needs one at least to be sent."
    )
    discount_percent: Percent | None = Field(None, description=_PERCENT_OFF + _ONE_KIND)
    discount_amount: Money | None = Field(
        None, description=f"{_AMOUNT_OFF}{_ONE_KIND} Not more than all lines together."
    )

    @model_validator(mode="after")
    def _one_discount(self) -> Self:
        if self.discount_percent is not None and self.discount_amount is not None:
            raise PydanticCustomError(
                "two_discounts", N_("A discount is a percentage or an amount, not both.")
            )
        return self


class QuoteUpdate(Update):
    """Changes to a draft, as a merge patch. The customer cannot be changed.

    Lines replace the former lines as a whole. One kind of discount replaces the other.
    """

    site_id: Annotated[UUID | None, Field(description=f"{_SITE} Null: none yet.")] = UNCHANGED
    title: Annotated[Line, Field(description=_TITLE)] = UNCHANGED
    description: Annotated[Prose | None, Field(description=f"{_DESCRIPTION} Null removes it.")] = (
        UNCHANGED
    )
    lines: Annotated[Lines, Field(description=f"{_LINES} Replaces the former lines.")] = UNCHANGED
    discount_percent: Annotated[
        Percent | None,
        Field(description=f"{_PERCENT_OFF} It replaces an amount. Null removes it."),
    ] = UNCHANGED
    discount_amount: Annotated[
        Money | None,
        Field(
            description=f"{_AMOUNT_OFF} It replaces a percentage, and is not more than all lines"
            " together. Null removes it."
        ),
    ] = UNCHANGED
    clear: list[Literal["site_id", "description", "discount_percent", "discount_amount"]] = Field(
        default_factory=list
    )


class QuoteQuery(ListQuery):
    """Filters and order of the list of quotes."""

    sort: Literal["-created_at", "created_at"] = "-created_at"
    q: str | None = Field(
        None,
        max_length=200,
        description="Search text. Each word has to be the beginning of a word of the customer's"
        " name, the title or the number, in any order, regardless of case and accents.",
    )
    status: list[QuoteStatus] | None = Field(
        None, description="Only quotes with one of these statuses."
    )
    customer_id: list[UUID] | None = Field(None, description="Only quotes of these customers.")


class QuoteSend(In):
    """Sending of a quote to the customer, for the first time or again."""

    last_day: date | None = Field(
        None,
        description="Last day on which the quote can be approved, in the organization's time zone;"
        " not before today. Null or absent: today and as many days more as the organization's"
        " settings say (`quote_days`).",
    )
    email: EmailStr | None = Field(
        None,
        description="Address that the link is mailed to. Null or absent: the customer's; without"
        " one nothing is mailed.",
    )
    message: Prose | None = Field(None, description="Text that stands above the link in the mail.")


class QuoteWithLink(Out):
    """A quote that was sent, with the link by which the customer answers."""

    quote: Quote = Field(description="The quote as it is after sending.")
    link: str = Field(
        description="Link by which the customer reads and answers the quote. Whoever has it can"
        " approve or reject in the customer's name; it is valid until the quote is revised."
    )
    mailed_to: str | None = Field(
        description="Address that the link is mailed to. Null: to nobody, there is no address."
    )


class QuoteReject(In):
    """The customer's rejection of a quote, as the organization records it."""

    reason: Prose | None = Field(None, description=_REASON)


class QuoteConvert(In):
    """Fields that an order needs beside the approved quote that it is made of."""

    id: UUID | None = Field(
        None,
        description="Identifier of the order, a UUID of version 7 chosen by the client. Null or"
        " absent: the server chooses one.",
    )
    problem_code_id: UUID = Field(
        description="The problem that is to be solved: an active code of the kind `problem`."
    )
    site_id: UUID | None = Field(
        None,
        description="The site where the work is done; one of this customer. Null or absent: that of"
        " the quote; required when the quote has none.",
    )
    schedule: OrderSchedule | None = Field(
        None,
        description="Technician and time of the order's first visit. Null or absent: it is"
        " scheduled later.",
    )


QuoteTokenText = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200),
    Field(description="Token of the quote's link: what follows `#` in it."),
]


class QuoteToken(In):
    """The token of a quote's link, by which the customer reads it without signing in."""

    token: QuoteTokenText


class QuoteByLink(Out):
    """Quote as the customer sees it behind its link, and the hash that an approval signs."""

    organization_name: str = Field(description="Name of the organization that makes the offer.")
    status: QuoteStatus = Field(description="Where the quote is in its life.")
    valid_until: Instant | None = Field(description=f"{_VALID_UNTIL} Null: without a limit.")
    content_hash: str = Field(
        description="SHA-256, in lower-case hexadecimal, of the canonical JSON (RFC 8785) of"
        " `content`; the signature of an approval repeats it in `content_hash`."
    )
    content: dict[str, Any] = Field(
        description="The document that is approved: `kind` (`quote`), `format` (1) and `quote` with"
        " everything that is offered. After an approval, what was approved."
    )


class QuoteApprovalByLink(In):
    """The customer's approval of a quote by its link, with a signature."""

    token: QuoteTokenText
    signature: CustomerSignature = Field(
        description="The customer's signature under the document that `readQuoteByLink` showed."
    )


class QuoteRejectionByLink(In):
    """The customer's rejection of a quote by its link."""

    token: QuoteTokenText
    reason: Prose | None = Field(None, description=_REASON)
