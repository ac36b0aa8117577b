"""Content of the service report: the signed document, in the organization's language."""

import io
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import segno
from sqlalchemy import select

from app.core.data.database import TenantSession
from app.core.data.statements import tenant_join
from app.core.values.errors import Refusal
from app.core.values.notation import Notation
from app.core.values.text import N_, translate
from app.customers.models import Contract
from app.documents.chain.models import EvidenceRecord
from app.orders.closing.models import CloseReport
from app.orders.materials.models import OrderMaterial
from app.orders.models import Order
from app.orders.report.lines import bill_of
from app.orders.report.photos import Photo, photos_of
from app.orders.report.visits import visits_of
from app.orders.report.words import Words
from app.organizations.letterhead.service import Letterhead, is_portuguese, letterhead_of
from app.organizations.service import organization_of, settings_of
from app.signatures.models import Signature
from app.signatures.reads import MASKED_DOCUMENT
from app.signatures.wording.service import consents_of, described, picture_of
from app.stock.models import Product, UnitOfMeasure

_QR = "verification.svg"
TEMPLATE = Path(__file__).with_name("report.typ")

_LABELS = {
    "title": N_("Service report"),
    "number": N_("Protocol"),
    "customer": N_("Customer"),
    "contract": N_("Contract"),
    "site": N_("Site"),
    "problem": N_("Problem"),
    "description": N_("Description"),
    "scheduled": N_("Scheduled"),
    "arrived": N_("Arrived"),
    "started": N_("Started"),
    "finished": N_("Finished"),
    "worked": N_("Worked time"),
    "clock": N_("Device clock"),
    "technician": N_("Technician"),
    "helpers": N_("Helpers"),
    "earlier_visits": N_("Earlier visits"),
    "moment": N_("Date"),
    "outcome": N_("Outcome"),
    "lines": N_("Items"),
    "line": N_("Item"),
    "unit_price": N_("Unit price"),
    "discount": N_("Discount"),
    "total": N_("Total"),
    "materials": N_("Materials used"),
    "product": N_("Product"),
    "quantity": N_("Quantity"),
    "movement": N_("Movement"),
    "no_materials": N_("No materials were used."),
    "closing": N_("Closing"),
    "cause": N_("Cause"),
    "solution": N_("Solution code"),
    "details": N_("Solution details"),
    "attended_by": N_("Attended by"),
    "signatures": N_("Signatures"),
    "signed_at": N_("signed at"),
    "signature_of": N_("Signature of"),
    "content_hash": N_("SHA-256 of the content"),
    "verification": N_("Verify this report"),
    "photos": N_("Photos"),
    "no_picture": N_("This file cannot be printed; it is kept with the order."),
    "page": N_("Page"),
}
#: What the signatures are worth in law, in Brazil and in Portugal.
_LEGAL_IN_BRAZIL = N_(
    "Simple electronic signature in the sense of article 4, I, of Brazilian Law 14.063/2020: "
    "the strokes drawn on the screen identify the person who declared to sign and are bound, "
    "by the SHA-256 below, to the content that the person was shown. It is neither an advanced "
    "nor a qualified signature and uses no ICP-Brasil certificate."
)
_LEGAL_IN_PORTUGAL = N_(
    "Simple electronic signature in the sense of article 3(10) of Regulation (EU) 910/2014 (eIDAS)"
    ": the strokes drawn on the screen identify the person who declared to sign and are bound, "
    "by the SHA-256 below, to the content that the person was shown. It is neither an advanced "
    "nor a qualified signature."
)


class ReportNotReady(Refusal):
    """The PDF is written once the order is closed, by the worker, within seconds."""

    status = 404
    title = N_("There is no report yet")
    advice = N_("Wait until the order has a `report_file_id`.")


@dataclass(frozen=True, slots=True)
class ReportSheet:
    """Data and drawings of a report; logo and photos still have to be fetched."""

    data: dict[str, Any]
    files: dict[str, bytes]
    letterhead: Letterhead
    photos: list[Photo]
    closed_at: datetime
    name: str


async def sheet_of(session: TenantSession, order_id: UUID, links_url: str) -> ReportSheet | None:
    """Content of the order's report; None if it has been issued, or the order is not closed.

    `links_url`: where the page is on which the report can be verified.
    """
    found = (
        await session.execute(
            select(Order, CloseReport, Contract)
            .join(CloseReport, CloseReport.order_id == Order.id)
            .outerjoin(Contract, tenant_join(Contract, Order, Order.contract_id))
            .where(
                CloseReport.organization_id == Order.organization_id,
                Order.id == order_id,
                Order.report_file_id.is_(None),
            )
        )
    ).one_or_none()
    if found is None:
        return None
    order, closed, contract = found
    used = await session.execute(
        select(OrderMaterial.id, OrderMaterial.movement_id, Product.scale)
        .join(Product, tenant_join(Product, OrderMaterial, OrderMaterial.product_id))
        .where(OrderMaterial.order_id == order.id)
    )
    organization, settings = await organization_of(session), await settings_of(session)
    words = Words(Notation(organization.locale, organization.zone))
    photos = await photos_of(session, words, order.id)
    language, _, region = organization.locale.partition("-")
    legal = _LEGAL_IN_PORTUGAL if is_portuguese(organization) else _LEGAL_IN_BRAZIL
    labels = _LABELS | {"legal": legal}
    signed = json.loads(closed.content)
    signatures, files = await _signatures(session, words, order)
    verification = await _verification(session, order, links_url)
    if verification is not None:
        files[_QR] = verification.picture
    data = {
        "language": language,
        "region": region or None,
        "labels": {name: translate(text, organization.locale) for name, text in labels.items()},
        "contract": contract and _contract(contract),
        "content_hash": closed.content_hash,
        "verification": verification and {"image": _QR, "url": verification.url},
        "more_photos": photos.more,
        **signatures,
        **_told(words, signed, {str(row.id): _Used(row.movement_id, row.scale) for row in used}),
        **await visits_of(session, words, order),
        **await bill_of(
            session, words, order, settings.currency if settings.prices_on_report else None
        ),
    }
    data["visit"]["scheduled"] = words.span(
        *(signed["order"][at] for at in ("starts_at", "ends_at"))
    )
    return ReportSheet(
        data,
        files,
        letterhead_of(organization),
        photos.printed,
        closed.closed_at,
        f"{order.protocol}.pdf",
    )


async def _signatures(
    session: TenantSession, words: Words, order: Order
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """`signatures` and `consents` of the template's data, and the drawings."""
    found = (
        await session.execute(
            select(Signature, MASKED_DOCUMENT)
            .where(Signature.subject_kind == "order", Signature.subject_id == order.id)
            .order_by(Signature.received_at, Signature.id)
        )
    ).all()
    signatures = [signature for signature, _ in found]
    told = {
        "signatures": [described(words.notation, *row) for row in found],
        "consents": consents_of(words.notation, signatures),
    }
    return told, {picture_of(signature): signature.svg.encode() for signature in signatures}


class _Verification(NamedTuple):
    """Address of the page on which the report can be verified, and its QR code as SVG."""

    url: str
    picture: bytes


async def _verification(
    session: TenantSession, order: Order, links_url: str
) -> _Verification | None:
    """None for an order that was closed before reports could be verified."""
    code = await session.scalar(
        select(EvidenceRecord.code).where(
            EvidenceRecord.subject_id == order.id, EvidenceRecord.code.is_not(None)
        )
    )
    if code is None:
        return None
    url = f"{links_url}/verify/{code}"
    picture = io.BytesIO()
    segno.make(url, micro=False).save(picture, kind="svg", border=0, xmldecl=False)
    return _Verification(url, picture.getvalue())


class _Used(NamedTuple):
    """Entry of a material in the ledger, and the decimals of its product."""

    movement_id: UUID
    scale: int


def _told(words: Words, signed: dict[str, Any], used: dict[str, _Used]) -> dict[str, Any]:
    """Content of the signed document; `used` by the id of a material."""
    order, closing = signed["order"], signed["close_report"]
    return {
        "order": {
            "protocol": order["protocol"],
            "problem": _named(order["problem"]),
            "description": "\n".join(filter(None, (order["title"], order["description"]))),
        },
        "customer": {"name": order["customer_name"]},
        "site": {"address": _address(order["site"])},
        "materials": [
            {
                "product": material["product_name"],
                "quantity": words.number(material["quantity"], used[material["id"]].scale),
                "unit": words.notation.label(UnitOfMeasure(material["unit"])),
                "movement": str(used[material["id"]].movement_id),
            }
            for material in signed["materials"]
        ],
        "closing": {
            "cause": _named(closing["cause"]),
            "solution": _named(closing["solution"]),
            "details": closing["details"],
            "attended_by": closing["attended_by"],
            "more": words.findings(closing),
        },
    }


def _named(code: dict[str, str]) -> str:
    return f"{code['code']} · {code['label']}"


def _contract(contract: Contract) -> str:
    return " · ".join(filter(None, (contract.contract_number, contract.plan, contract.sub_plan)))


def _address(site: dict[str, str | None]) -> str:
    city = " – ".join(filter(None, (site["city"], site["state"])))
    # What was signed before addresses had a complement has none.
    parts = (site["street"], site["street_number"], site.get("complement"), site["district"])
    return ", ".join(filter(None, (*parts, city, site["postal_code"])))
