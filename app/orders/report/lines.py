"""Lines of an order on the service report, with prices when the organization wants."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from app.core.data.database import TenantSession
from app.core.values.notation import without_zeros
from app.core.values.text import N_
from app.orders.line_items.service import lines_of
from app.orders.models import Order
from app.orders.pricing.service import subtotal_of
from app.orders.report.words import Words

_CENT = Decimal("0.01")


async def bill_of(
    session: TenantSession, words: Words, order: Order, currency: str | None
) -> dict[str, Any]:
    """`lines` and `sums` of the template's data; no currency: no prices are shown."""
    lines = await lines_of(session, order)
    subtotal = subtotal_of(line.amount for line in lines)
    discount = order.discount or Decimal(0)
    approved = [line.amount for line in lines if line.is_approved]
    added = [line.amount for line in lines if not line.is_approved]

    def money(amount: Decimal) -> str | None:
        return currency and words.notation.money(amount, currency)

    sums = [(N_("Total"), subtotal - discount)]
    if approved and added:
        sums = [
            (N_("Approved with the quote"), subtotal_of(approved) - discount),
            (N_("Added later"), subtotal_of(added)),
            *sums,
        ]
    if discount:
        sums = [(N_("Subtotal"), subtotal), (N_("Discount"), -discount), *sums]
    return {
        "lines": [
            {
                "description": line.name,
                "quantity": words.notation.number(without_zeros(line.quantity)),
                "unit_price": money(line.unit_price),
                "discount": line.discount_percent
                and f"{words.notation.number(without_zeros(line.discount_percent))} %",
                "total": money(line.amount.quantize(_CENT, ROUND_HALF_UP)),
            }
            for line in lines
        ],
        "sums": [
            {"name": words.notation.fill(name), "value": money(amount)} for name, amount in sums
        ]
        if currency
        else [],
    }
