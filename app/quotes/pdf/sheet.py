"""Content of a quote's PDF, in the organization's language."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core.data.database import TenantSession
from app.core.values.errors import NotFound
from app.core.values.notation import Notation, without_zeros
from app.core.values.text import N_, translate
from app.customers.models import Site
from app.organizations.letterhead.service import Letterhead, letterhead_of
from app.organizations.service import organization_of
from app.quotes.models import Quote, QuoteStatus
from app.quotes.reads import QUOTE
from app.signatures.models import Signature
from app.signatures.reads import MASKED_DOCUMENT
from app.signatures.wording.service import consents_of, described

TEMPLATE = Path(__file__).with_name("quote.typ")
_LABELS = {
    "title": N_("Quote"),
    "number": N_("No."),
    "customer": N_("Customer"),
    "address": N_("Address"),
    "sent": N_("Sent"),
    "valid_until": N_("Valid until"),
    "status": N_("Status"),
    "description": N_("Description"),
    "quantity": N_("Quantity"),
    "unit_price": N_("Unit price"),
    "discount": N_("Discount"),
    "total": N_("Total"),
    "terms": N_("Terms"),
    "payment": N_("Payment terms"),
    "starts_on": N_("Beginning of the work"),
    "ends_on": N_("End of the work"),
    "signature": N_("Approved and signed"),
    "signed_at": N_("signed at"),
    "signature_of": N_("Signature of"),
    "content_hash": N_("SHA-256 of the content"),
    "page": N_("Page"),
    "nothing": N_("Nothing is offered yet."),
}
_STATUSES = {
    QuoteStatus.DRAFT: N_("Draft"),
    QuoteStatus.SENT: N_("Awaiting your answer"),
    QuoteStatus.APPROVED: N_("Approved"),
    QuoteStatus.REJECTED: N_("Rejected"),
    QuoteStatus.EXPIRED: N_("Expired"),
    QuoteStatus.CONVERTED: N_("Approved"),
}
_LABOUR, _MATERIAL, _OTHER = (
    *(N_("Services (labour)"), N_("Materials and equipment"), N_("Other items")),
)
#: Said of terms that the quote leaves open.
_OPEN = N_("To be agreed")


@dataclass(frozen=True, slots=True)
class QuoteSheet:
    """Data and drawings from which a quote is typeset; the logo still has to be fetched."""

    data: dict[str, Any]
    files: dict[str, bytes]
    letterhead: Letterhead
    at: datetime
    name: str


async def sheet_of(session: TenantSession, quote_id: UUID) -> QuoteSheet:
    """Content of the quote as it stands; 404 for none."""
    row = await session.row(QUOTE, id=quote_id)
    if row is None:
        raise NotFound
    quote = json.loads(row["body"])
    approved = await session.scalar(select(Quote.approved_document).where(Quote.id == quote_id))
    if approved is not None:
        quote |= json.loads(approved)["quote"]
    organization = await organization_of(session)
    locale = organization.locale
    notation = Notation(locale, organization.zone)
    labels = {name: translate(text, locale) for name, text in _LABELS.items()}
    language, _, region = locale.partition("-")
    data = {
        "language": language,
        "region": region or None,
        "labels": labels,
        "quote": {
            "number": str(quote["number"]),
            "title": quote["title"],
            "description": quote["description"],
            "status": translate(_STATUSES[QuoteStatus(quote["status"])], locale),
            "sent": quote["sent_at"] and notation.day(datetime.fromisoformat(quote["sent_at"])),
            "valid_until": _day(notation, quote["last_day"]),
        },
        "customer": {
            "name": quote["customer_name"],
            "address": await _address(session, quote["site_id"]),
        },
        **_offer(notation, quote),
        "terms": {
            "payment": quote["payment_terms"] or translate(_OPEN, locale),
            "starts_on": _day(notation, quote["starts_on"]) or translate(_OPEN, locale),
            "ends_on": _day(notation, quote["ends_on"]) or translate(_OPEN, locale),
        },
    }
    signature, files = await _signature(session, notation, quote_id)
    at = datetime.fromisoformat(quote["updated_at"])
    name = f"{labels['title'].lower()}-{quote['number']}.pdf"
    return QuoteSheet(data | signature, files, letterhead_of(organization), at, name)


def _offer(notation: Notation, quote: dict[str, Any]) -> dict[str, Any]:
    """`lines` and `sums` of the template's data: labour, material and the rest apart.

    A consumer is told their values separately (article 40 of the Brazilian consumer code).
    """

    def money(amount: str | Decimal) -> str:
        return notation.money(Decimal(amount), quote["currency"])

    def number(amount: str) -> str:
        return notation.number(without_zeros(Decimal(amount)))

    apart = dict.fromkeys((_LABOUR, _MATERIAL, _OTHER), Decimal())
    for line in quote["lines"]:
        apart[_kind(line)] += Decimal(line["total"])
    sums = [(name, money(amount)) for name, amount in apart.items() if amount]
    if Decimal(quote["discount"]):
        subtotal, discount = money(quote["subtotal"]), money(quote["discount"])
        sums += [(N_("Subtotal"), subtotal), (N_("Discount"), f"−{discount}")]
    sums.append((N_("Total"), money(quote["total"])))
    return {
        "lines": [
            {
                "description": line["description"],
                "quantity": number(line["quantity"]),
                "unit_price": money(line["unit_price"]),
                "discount": line["discount_percent"] and f"{number(line['discount_percent'])} %",
                "total": money(line["total"]),
            }
            for line in quote["lines"]
        ],
        "sums": [{"name": notation.fill(name), "value": value} for name, value in sums],
    }


def _kind(line: dict[str, Any]) -> str:
    if line["service_id"] is not None:
        return _LABOUR
    return _OTHER if line["product_id"] is None else _MATERIAL


def _day(notation: Notation, day: str | None) -> str | None:
    """A date that was promised: the same day wherever it is read."""
    return day and notation.day(date.fromisoformat(day))


async def _signature(
    session: TenantSession, notation: Notation, quote_id: UUID
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """`signature`, `consent` and `content_hash` of the template's data, and the drawing."""
    found = (
        await session.execute(
            select(Signature, MASKED_DOCUMENT).where(
                Signature.subject_kind == "quote", Signature.subject_id == quote_id
            )
        )
    ).one_or_none()
    if found is None:
        return {"signature": None, "consent": None, "content_hash": None}, {}
    signature, document = found
    told = {
        "signature": described(notation, signature, document),
        "consent": next(iter(consents_of(notation, [signature])), None),
        "content_hash": signature.content_hash,
    }
    return told, {told["signature"]["image"]: signature.svg.encode()}


async def _address(session: TenantSession, site_id: str | None) -> str | None:
    if site_id is None:
        return None
    site = await session.fetch(Site, UUID(site_id))
    city = " – ".join(filter(None, (site.city, site.state)))
    parts = (site.street, site.street_number, site.complement, site.district)
    return ", ".join(filter(None, (*parts, city, site.postal_code)))
