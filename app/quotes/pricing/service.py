"""Pricing of quotes: the totals that follow from the lines and the discount on the whole."""

from collections.abc import Iterable

from app.orders.pricing.service import discount_on, subtotal_of
from app.quotes.models import Quote, QuoteLine


def price(quote: Quote, lines: Iterable[QuoteLine]) -> None:
    """Sum up the lines and take the discount off the whole; 422 if it is more than there is."""
    quote.subtotal = subtotal_of(line.total for line in lines)
    quote.discount = discount_on(quote.subtotal, quote.discount_percent, quote.discount_amount)
    quote.total = quote.subtotal - quote.discount
