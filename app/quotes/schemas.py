"""Quotes as callers see them."""

from datetime import date
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from app.core.http.listing import ListQuery
from app.core.values.wire import (
    UNCHANGED,
    Day,
    DecimalString,
    In,
    Instant,
    Line,
    Money,
    Out,
    OwnId,
    Prose,
    Update,
)
from app.orders.closing.schemas import CustomerSignature
from app.orders.line_items.schemas import (
    MOST_SERVICES,
    LineGiven,
    Percent,
    check_one_discount,
)
from app.orders.scheduling.schemas import OrderSchedule
from app.organizations.letterhead.schemas import Issuer
from app.organizations.schemas import MailAddress
from app.quotes.models import QuoteStatus

Terms = Annotated[Prose, Field(max_length=2_000)]

_LINE_DISCOUNT = "Discount on this line, in percent."
_UNIT_PRICE = "Price of one unit, in the currency of the quote."
_TITLE = "Short description of what is offered."
_DESCRIPTION = "What is offered, in words."
_LINES = "What is offered, in the order in which it is shown."
_PERCENT_OFF = "Discount on all lines together, in percent."
_AMOUNT_OFF = "Discount on all lines together, as an amount in the currency of the quote."
_ONE_KIND = " A quote has a percentage or an amount, not both."
_SITE = "The site where the work is to be done; one of this customer."
_REASON = "Why the customer rejects the quote, in words."
_PAYMENT = "How and when the customer pays, in words."
_STARTS_ON = "Day on which the work begins."
_ENDS_ON = "Day on which the work ends; not before the day on which it begins."
_LAST_DAY = (
    "Last day on which the quote can be approved: a date in the organization's calendar, the same"
    " for readers in every time zone. Show this one to people."
)
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
        description="Quantity times price less the discount, in the currency of the quote, rounded"
        " half up to two decimals."
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
    payment_terms: str | None = Field(description=f"{_PAYMENT} Null: nothing is said.")
    starts_on: date | None = Field(description=f"{_STARTS_ON} Null: to be agreed.")
    ends_on: date | None = Field(description=f"{_ENDS_ON} Null: to be agreed.")
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
    subtotal: DecimalString = Field(description="Sum of the totals of all lines, in `currency`.")
    discount: DecimalString = Field(
        description="Amount of the discount on all lines together, in `currency`. 0 without one."
    )
    total: DecimalString = Field(
        description="What the customer pays, in `currency`: `subtotal` less `discount`."
    )
    sent_at: Instant | None = Field(
        description="Time at which the quote was last sent. Null while it is a draft."
    )
    valid_until: Instant | None = Field(description=f"{_VALID_UNTIL} Null while it is a draft.")
    last_day: date | None = Field(description=f"{_LAST_DAY} Null while it is a draft.")
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


class QuoteLineGiven(LineGiven):
    """One service, product or other thing that a quote is to offer, in the currency of the quote.

    A service brings name and price from the catalog, a product its name; what is neither needs
    both.
    """


Lines = Annotated[list[QuoteLineGiven], Field(max_length=MOST_SERVICES)]


class QuoteCreate(In):
    """A new quote, as a draft. The server computes all totals."""

    id: OwnId | None = None
    customer_id: UUID
    site_id: UUID | None = Field(
        None, description=f"{_SITE} An order that is made of it needs one."
    )
    title: Line = Field(description=_TITLE)
    description: Prose | None = Field(None, description=_DESCRIPTION)
    payment_terms: Terms | None = Field(None, description=_PAYMENT)
    starts_on: Day | None = Field(None, description=_STARTS_ON)
    ends_on: Day | None = Field(None, description=_ENDS_ON)
    lines: Lines = Field(
        default_factory=list, description=f"{_LINES} It needs one at least to be sent."
    )
    discount_percent: Percent | None = Field(None, description=_PERCENT_OFF + _ONE_KIND)
    discount_amount: Money | None = Field(
        None, description=f"{_AMOUNT_OFF}{_ONE_KIND} Not more than all lines together."
    )

    @model_validator(mode="after")
    def _one_discount(self) -> Self:
        check_one_discount(self.discount_percent, self.discount_amount)
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
    payment_terms: Annotated[Terms | None, Field(description=_PAYMENT)] = UNCHANGED
    starts_on: Annotated[Day | None, Field(description=_STARTS_ON)] = UNCHANGED
    ends_on: Annotated[Day | None, Field(description=_ENDS_ON)] = UNCHANGED
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
    clear: list[
        Literal[
            "site_id",
            "description",
            "payment_terms",
            "starts_on",
            "ends_on",
            "discount_percent",
            "discount_amount",
        ]
    ] = Field(default_factory=list)


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

    last_day: Day | None = Field(
        None,
        description="Last day on which the quote can be approved, in the organization's time zone;"
        " not before today. Null or absent: today and as many days more as the organization's"
        " settings say (`quote_days`).",
    )
    email: MailAddress | None = Field(
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

    id: OwnId | None = Field(
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
    issuer: Issuer = Field(description="The organization, as documents show it.")
    status: QuoteStatus = Field(description="Where the quote is in its life.")
    valid_until: Instant | None = Field(description=f"{_VALID_UNTIL} Null: without a limit.")
    last_day: date | None = Field(description=f"{_LAST_DAY} Null: without a limit.")
    content_hash: str = Field(
        description="SHA-256, in lower-case hexadecimal, of the canonical JSON (RFC 8785) of"
        " `content`; the signature of an approval repeats it in `content_hash`."
    )
    content: dict[str, Any] = Field(
        description="The document that is approved: `kind` (`quote`), `format` (2) and `quote` with"
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
