"""Pricing of quotes: exact decimals, each line rounded to the cent, half up."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from app.core.values.errors import ValidationFailed
from app.core.values.text import N_
from app.quotes.models import Quote, QuoteLine

CENT = Decimal("0.01")
_WHOLE = Decimal(100)
#: What fits into the columns; nobody's quote, but somebody's typing error.
MOST = Decimal("999999999999.99")


def line_total(quantity: Decimal, unit_price: Decimal, discount_percent: Decimal | None) -> Decimal:
    """Quantity times price less the discount, rounded to the cent as commerce does."""
    gross = quantity * unit_price
    return _cents(gross - gross * (discount_percent or 0) / _WHOLE)


def price(quote: Quote, lines: Iterable[QuoteLine]) -> None:
    """Sum up the lines and take the discount off the whole; 422 if it is more than there is."""
    quote.subtotal = sum((line.total for line in lines), Decimal("0.00"))
    if quote.subtotal > MOST:
        detail = N_("This comes to more than a quote can.")
        raise ValidationFailed.at("lines", "too_much", detail)
    if quote.discount_percent is not None:
        quote.discount = _cents(quote.subtotal * quote.discount_percent / _WHOLE)
    else:
        quote.discount = quote.discount_amount or Decimal("0.00")
    if quote.discount > quote.subtotal:
        detail = N_("The discount is more than all lines together.")
        raise ValidationFailed.at("discount_amount", "too_much", detail)
    quote.total = quote.subtotal - quote.discount


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)
