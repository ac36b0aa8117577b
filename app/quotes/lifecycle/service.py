"""Lifecycle of a quote: which command is accepted in which status."""

from app.core.values.clock import now
from app.core.values.errors import InvalidTransition, Refusal
from app.core.values.text import N_
from app.quotes.models import Quote, QuoteStatus

COMMANDS = {
    QuoteStatus.DRAFT: ("update", "send"),
    QuoteStatus.SENT: ("send", "approve", "reject", "revise"),
    QuoteStatus.APPROVED: ("convert",),
    QuoteStatus.REJECTED: ("revise",),
    QuoteStatus.EXPIRED: ("revise",),
    QuoteStatus.CONVERTED: (),
}


class QuoteNotApproved(Refusal):
    """Only what the customer has approved becomes an order."""

    title = N_("The quote is not approved")
    advice = N_("Send it, and have it approved.")


class QuoteAlreadyConverted(Refusal):
    """An order was made of this quote; `order_id` is that order."""

    title = N_("The quote is an order already")
    advice = N_("Go on with the order in `order_id`.")


class QuoteHasExpired(Refusal):
    """The last day to answer this quote is over."""

    status = 410
    title = N_("This quote has expired")
    advice = N_("Ask for a new one.")


class QuoteEmpty(Refusal):
    """There is nothing in the quote to be approved."""

    title = N_("The quote has no lines")
    advice = N_("Add what is offered.")


class QuoteLinkDead(Refusal):
    """The link is of an earlier version of the quote, or of none."""

    status = 410
    title = N_("This link leads nowhere any more")
    advice = N_("Ask for the link of the present quote.")


def check(quote: Quote, command: str) -> None:
    """Refuse a command that the quote's status does not allow."""
    allowed = COMMANDS[quote.status]
    if command in allowed:
        if quote.status is QuoteStatus.SENT and command == "approve" and is_late(quote):
            raise QuoteHasExpired
        return
    if command == "convert":
        raise QuoteNotApproved
    if quote.status is QuoteStatus.EXPIRED and command in ("approve", "reject"):
        raise QuoteHasExpired
    raise InvalidTransition(quote.status, allowed)


def is_late(quote: Quote) -> bool:
    return quote.valid_until is not None and quote.valid_until <= now()
