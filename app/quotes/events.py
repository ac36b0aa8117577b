"""Events of quotes."""

from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from app.core.events.event_log import Event
from app.core.values.text import N_


class QuoteEvent(Event):
    """A fact about one quote."""

    subject: ClassVar = "quote"
    quote_id: UUID


class QuoteCreated(QuoteEvent):
    name: ClassVar = "quote.created"
    label: ClassVar = N_("Quote added")


class QuoteUpdated(QuoteEvent):
    name: ClassVar = "quote.updated"
    label: ClassVar = N_("Quote changed")
    fields: list[str]


class QuoteSent(QuoteEvent):
    name: ClassVar = "quote.sent"
    label: ClassVar = N_("Quote sent")
    detail: ClassVar = "{total} {currency}"
    total: Decimal
    currency: str


class QuoteApproved(QuoteEvent):
    """The customer wants it done; without a signature somebody of the organization took it down."""

    name: ClassVar = "quote.approved"
    label: ClassVar = N_("Quote approved")
    signature_id: UUID | None


class QuoteRejected(QuoteEvent):
    name: ClassVar = "quote.rejected"
    label: ClassVar = N_("Quote rejected")
    reason: str | None


class QuoteExpired(QuoteEvent):
    name: ClassVar = "quote.expired"
    label: ClassVar = N_("Quote expired")


class QuoteRevised(QuoteEvent):
    """It is a draft again; its link leads nowhere any more."""

    name: ClassVar = "quote.revised"
    label: ClassVar = N_("Quote taken back for revision")


class QuoteConverted(QuoteEvent):
    name: ClassVar = "quote.converted"
    label: ClassVar = N_("Order made of the quote")
    detail: ClassVar = "{protocol}"
    order_id: UUID
    protocol: str
