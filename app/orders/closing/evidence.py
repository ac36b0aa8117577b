"""Evidence of a closing: its report, its signatures, and the photos that were signed."""

import json
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core.data.database import TenantSession
from app.core.data.statements import tenant_join
from app.documents.chain.service import EvidenceKind, EvidenceSigner, Payloads, ShownEvidence
from app.documents.facts.service import SIGNATURE_FACTS, facts_of
from app.files.models import File
from app.orders.closing.models import CloseReport
from app.orders.photos.models import OrderPhoto
from app.signatures.models import Signature

_REPORT_FACTS = (
    *("id", "order_id", "cause_code_id", "solution_code_id", "details", "address_changed"),
    *("attended_by", "network", "content_hash", "content", "closed_by_id", "closed_at"),
)


def payload_of(
    report: CloseReport, signatures: Iterable[Signature], photos: Iterable[tuple[str, str]]
) -> dict[str, Any]:
    """Make the payload of a closing; `photos`: id and SHA-256 of those that were signed."""
    by_id = sorted(signatures, key=lambda each: each.id)
    return {
        "close_report": facts_of(report, _REPORT_FACTS),
        "signatures": [facts_of(each, SIGNATURE_FACTS) for each in by_id],
        "photos": [{"id": photo_id, "sha256": sha256} for photo_id, sha256 in sorted(photos)],
    }


async def _payloads(session: TenantSession, order_ids: Collection[UUID]) -> Payloads:
    return {
        report.order_id: payload_of(report, signatures, photos)
        for report, signatures, photos in await _closings(session, order_ids)
    }


async def _shown(session: TenantSession, order_id: UUID) -> ShownEvidence:
    [(report, signatures, _)] = await _closings(session, [order_id])
    order = json.loads(report.content)["order"]
    return ShownEvidence(
        reference=order["protocol"],
        happened_at=report.closed_at,
        content_hash=report.content_hash,
        signers=[EvidenceSigner.of(each) for each in sorted(signatures, key=lambda each: each.id)],
    )


async def _closings(
    session: TenantSession, order_ids: Collection[UUID]
) -> list[tuple[CloseReport, list[Signature], list[tuple[str, str]]]]:
    reports = list(
        await session.scalars(select(CloseReport).where(CloseReport.order_id.in_(order_ids)))
    )
    signatures = list(
        await session.scalars(
            select(Signature).where(
                Signature.subject_kind == "order", Signature.subject_id.in_(order_ids)
            )
        )
    )
    signed = {
        UUID(photo["id"])
        for report in reports
        for photo in json.loads(report.content).get("photos", ())
    }
    photos = await session.execute(
        select(OrderPhoto.order_id, OrderPhoto.id, File.sha256)
        .join_from(OrderPhoto, File, tenant_join(File, OrderPhoto, OrderPhoto.file_id))
        .where(OrderPhoto.id.in_(signed))
    )
    found = list(photos)
    return [
        (
            report,
            [each for each in signatures if each.subject_id == report.order_id],
            [
                (str(photo_id), sha256)
                for order_id, photo_id, sha256 in found
                if order_id == report.order_id
            ],
        )
        for report in reports
    ]


CLOSING = EvidenceKind("order_closing", _payloads, _shown)
