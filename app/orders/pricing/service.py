"""Pricing of lines: exact decimals, each line rounded to the cent once, half up."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from app.core.values.errors import ValidationFailed
from app.core.values.text import N_

CENT = Decimal("0.01")
_WHOLE = Decimal(100)
#: What fits into the columns; nobody's price, but somebody's typing error.
MOST = Decimal("999999999999.99")


def line_total(quantity: Decimal, unit_price: Decimal, discount_percent: Decimal | None) -> Decimal:
    """Quantity times price less the discount, rounded to the cent as commerce does."""
    gross = quantity * unit_price
    return _cents(gross - gross * (discount_percent or 0) / _WHOLE)


def subtotal_of(totals: Iterable[Decimal]) -> Decimal:
    """Sum of the totals of lines; 422 if it is more than an amount can be."""
    subtotal = sum(totals, Decimal("0.00"))
    if subtotal > MOST:
        raise ValidationFailed.at(
            "lines", "too_much", N_("This comes to more than an amount can be.")
        )
    return subtotal


def discount_on(subtotal: Decimal, percent: Decimal | None, amount: Decimal | None) -> Decimal:
    """Amount that is taken off all lines together; 422 if it is more than there is."""
    discount = amount or Decimal("0.00")
    if percent is not None:
        discount = _cents(subtotal * percent / _WHOLE)
    if discount > subtotal:
        detail = N_("The discount is more than all lines together.")
        raise ValidationFailed.at("discount_amount", "too_much", detail)
    return discount


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)
