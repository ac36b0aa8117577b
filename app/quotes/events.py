"""Events of quotes."""

from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from app.core.events.event_log import Event
from app.core.values.notation import CurrencyAmount
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
    detail: ClassVar = "{amount}"
    total: Decimal
    currency: str

    def words(self) -> dict[str, Any]:
        return {"amount": CurrencyAmount(self.total, self.currency)}


class QuoteApproved(QuoteEvent):
    """The customer wants it done; without a signature somebody of the organization took it down."""

    name: ClassVar = "quote.approved"
    label: ClassVar = N_("Quote approved")
    detail: ClassVar = "{amount}"
    signature_id: UUID | None
    #: Null: it was approved before events named the amount.
    total: Decimal | None = None
    currency: str = "BRL"

    def words(self) -> dict[str, Any]:
        amount = None if self.total is None else CurrencyAmount(self.total, self.currency)
        return {"amount": amount}


class QuoteRejected(QuoteEvent):
    name: ClassVar = "quote.rejected"
    label: ClassVar = N_("Quote rejected")
    detail: ClassVar = "{reason}"
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
