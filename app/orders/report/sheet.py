"""Content of the service report: the signed document, in the organization's language."""

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from app.core.data.database import TenantSession
from app.core.data.statements import tenant_join
from app.core.values.errors import Refusal
from app.core.values.notation import Notation
from app.core.values.text import N_, translate
from app.orders.closing.models import CloseReport
from app.orders.materials.models import OrderMaterial
from app.orders.models import Order
from app.organizations.service import organization_of
from app.signatures.models import Signature
from app.stock.models import Product, UnitOfMeasure

TEMPLATE = Path(__file__).with_name("report.typ")

_LABELS = {
    "title": N_("Service report"),
    "protocol": N_("Protocol"),
    "customer": N_("Customer"),
    "site": N_("Site"),
    "problem": N_("Problem"),
    "description": N_("Description"),
    "scheduled": N_("Scheduled"),
    "started": N_("Started"),
    "finished": N_("Finished"),
    "technician": N_("Technician"),
    "service": N_("Service"),
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
    "page": N_("Page"),
    "legal": N_(
        "Simple electronic signature in the sense of article 4, I, of Brazilian Law 14.063/2020: "
        "the strokes drawn on the screen identify the person who declared to sign and are bound, "
        "by the SHA-256 below, to the content that the person was shown. It is neither an advanced "
        "nor a qualified signature and uses no ICP-Brasil certificate."
    ),
}
_NETWORK = {
    "cto": N_("CTO"),
    "port": N_("Port"),
    "seal": N_("Seal"),
    "signal_dbm": N_("Signal (dBm)"),
}


class ReportNotReady(Refusal):
    """The PDF is written once the order is closed, by the worker, within seconds."""

    status = 404
    title = N_("There is no report yet")
    advice = N_("Wait until the order has a `report_file_id`.")


@dataclass(frozen=True, slots=True)
class ReportSheet:
    """Data and pictures from which a report is typeset."""

    data: dict[str, Any]
    files: dict[str, bytes]
    closed_at: datetime
    name: str


async def sheet_of(session: TenantSession, order_id: UUID) -> ReportSheet | None:
    """Content of the order's report; None if it has been issued, or the order is not closed."""
    found = (
        await session.execute(
            select(Order, CloseReport)
            .join(CloseReport, CloseReport.order_id == Order.id)
            .where(
                CloseReport.organization_id == Order.organization_id,
                Order.id == order_id,
                Order.report_file_id.is_(None),
            )
        )
    ).one_or_none()
    if found is None:
        return None
    order, closed = found
    used = await session.execute(
        select(OrderMaterial.id, OrderMaterial.movement_id, Product.scale)
        .join(Product, tenant_join(Product, OrderMaterial, OrderMaterial.product_id))
        .where(OrderMaterial.order_id == order.id)
    )
    signatures = list(
        await session.scalars(
            select(Signature)
            .where(Signature.subject_kind == "order", Signature.subject_id == order.id)
            .order_by(Signature.received_at, Signature.id)
        )
    )
    organization = await organization_of(session)
    words = _Words(Notation(organization.locale, organization.zone))
    signed = json.loads(closed.content)
    language, _, region = organization.locale.partition("-")
    data = {
        "language": language,
        "region": region or None,
        "labels": {name: translate(text, organization.locale) for name, text in _LABELS.items()},
        "organization": {"name": organization.name, "details": None, "logo": None},
        "content_hash": closed.content_hash,
        "verification": None,
        "signatures": [words.signature(signature) for signature in signatures],
        **_told(words, signed, {str(row.id): _Used(row.movement_id, row.scale) for row in used}),
    }
    data["order"]["finished"] = words.moment(closed.closed_at)
    files = {_image(signature): signature.svg.encode() for signature in signatures}
    return ReportSheet(data, files, closed.closed_at, f"{order.protocol}.pdf")


class _Used(NamedTuple):
    """Entry of a material in the ledger, and the decimals of its product."""

    movement_id: UUID
    scale: int


def _told(words: "_Words", signed: dict[str, Any], used: dict[str, _Used]) -> dict[str, Any]:
    """Content of the signed document; `used` by the id of a material."""
    order, closing = signed["order"], signed["close_report"]
    return {
        "order": {
            "protocol": order["protocol"],
            "problem": _named(order["problem"]),
            "description": "\n".join(filter(None, (order["title"], order["description"]))),
            "scheduled": words.span(order["starts_at"], order["ends_at"]),
            "started": words.moment(_read(order["started_at"])),
        },
        "customer": {"name": order["customer_name"], "details": None},
        "site": {"address": _address(order["site"])},
        "technician": {"name": order["technician_name"]},
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


@dataclass(frozen=True, slots=True)
class _Words:
    """Moments, numbers and roles as people read them in one place."""

    notation: Notation

    def moment(self, moment: datetime) -> str:
        return f"{self.notation.day(moment, 'medium')}, {self.notation.clock_time(moment)}"

    def span(self, starts_at: str, ends_at: str) -> str:
        start, end = (self.notation.local(_read(text)) for text in (starts_at, ends_at))
        is_one_day = start.date() == end.date()
        last = self.notation.clock_time(end) if is_one_day else self.moment(end)
        return f"{self.moment(start)} – {last}"

    def number(self, decimal: str, scale: int | None = None) -> str:
        number = Decimal(decimal)
        return self.notation.number(number if scale is None else round(number, scale))

    def signature(self, signature: Signature) -> dict[str, str]:
        # Without network the server heard of it later: then the device's clock says more.
        moment = signature.device_time if signature.offline else signature.received_at
        return {
            "image": _image(signature),
            "name": signature.signer_name,
            "role": self.notation.label(signature.role),
            "signed_at": self.moment(moment),
        }

    def findings(self, closing: dict[str, Any]) -> list[dict[str, str]]:
        network = closing["network"] or {}
        found = [
            {"name": self.notation.fill(label), "value": self._found(key, network[key])}
            for key, label in _NETWORK.items()
            if network.get(key) is not None
        ]
        if closing["address_changed"]:
            changed = self.notation.fill(N_("Address or installation changed"))
            found.append({"name": changed, "value": self.notation.write(True)})
        return found

    def _found(self, key: str, value: str) -> str:
        return self.number(value) if key == "signal_dbm" else value


def _named(code: dict[str, str]) -> str:
    return f"{code['code']} · {code['label']}"


def _address(site: dict[str, str | None]) -> str:
    city = " – ".join(filter(None, (site["city"], site["state"])))
    return ", ".join(
        filter(
            None,
            (site["street"], site["street_number"], site["district"], city, site["postal_code"]),
        )
    )


def _image(signature: Signature) -> str:
    return f"{signature.id}.svg"


def _read(instant: str) -> datetime:
    return datetime.fromisoformat(instant)
