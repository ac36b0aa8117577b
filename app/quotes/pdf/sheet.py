"""Content of a quote's PDF, in the organization's language."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
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
from app.organizations.service import organization_of
from app.quotes.models import Quote, QuoteStatus
from app.quotes.reads import QUOTE
from app.signatures.models import Signature

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
    "signature": N_("Approved and signed"),
    "signed_at": N_("signed at"),
    "signature_of": N_("Signature of"),
    "content_hash": N_("SHA-256 of the content"),
    "page": N_("Page"),
    "nothing": N_("Nothing is offered yet."),
    "subtotal": N_("Subtotal"),
}
_STATUSES = {
    QuoteStatus.DRAFT: N_("Draft"),
    QuoteStatus.SENT: N_("Awaiting your answer"),
    QuoteStatus.APPROVED: N_("Approved"),
    QuoteStatus.REJECTED: N_("Rejected"),
    QuoteStatus.EXPIRED: N_("Expired"),
    QuoteStatus.CONVERTED: N_("Approved"),
}
_SIGNED_BY = N_("Customer")


@dataclass(frozen=True, slots=True)
class QuoteSheet:
    """Data and pictures from which a quote is typeset."""

    data: dict[str, Any]
    files: dict[str, bytes]
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

    def money(amount: str) -> str:
        return notation.money(Decimal(amount), quote["currency"])

    def number(amount: str) -> str:
        return notation.number(without_zeros(Decimal(amount)))

    def day(instant: str | None, *, before: bool = False) -> str | None:
        if instant is None:
            return None
        moment = datetime.fromisoformat(instant) - timedelta(seconds=before)
        return notation.day(moment)

    sums = [{"name": labels["total"], "value": money(quote["total"])}]
    if Decimal(quote["discount"]):
        sums = [
            {"name": labels["subtotal"], "value": money(quote["subtotal"])},
            {"name": labels["discount"], "value": "−" + money(quote["discount"])},
            *sums,
        ]
    signature = await session.scalar(
        select(Signature).where(Signature.subject_kind == "quote", Signature.subject_id == quote_id)
    )
    language, _, region = locale.partition("-")
    data = {
        "language": language,
        "region": region or None,
        "labels": labels,
        "organization": {"name": organization.name},
        "quote": {
            "number": str(quote["number"]),
            "title": quote["title"],
            "description": quote["description"],
            "status": translate(_STATUSES[QuoteStatus(quote["status"])], locale),
            "sent": day(quote["sent_at"]),
            "valid_until": day(quote["valid_until"], before=True),
        },
        "customer": {
            "name": quote["customer_name"],
            "address": await _address(session, quote["site_id"]),
        },
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
        "sums": sums,
        "signature": None,
        "content_hash": None,
    }
    files = {}
    if signature is not None:
        files["signature.svg"] = signature.svg.encode()
        data["content_hash"] = signature.content_hash
        data["signature"] = {
            "image": "signature.svg",
            "name": signature.signer_name,
            "role": translate(_SIGNED_BY, locale),
            "signed_at": f"{notation.day(signature.received_at)}, "
            f"{notation.clock_time(signature.received_at)}",
        }
    at = datetime.fromisoformat(quote["updated_at"])
    return QuoteSheet(data, files, at, f"{labels['title'].lower()}-{quote['number']}.pdf")


async def _address(session: TenantSession, site_id: str | None) -> str | None:
    if site_id is None:
        return None
    site = await session.fetch(Site, UUID(site_id))
    city = " – ".join(filter(None, (site.city, site.state)))
    parts = (site.street, site.street_number, site.district, city, site.postal_code)
    return ", ".join(filter(None, parts))
