"""Verification: whoever has the code of a document, or its file, learns what stands behind it."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from app.core.data.database import Database, TenantSession
from app.core.security.actors import Actor
from app.core.values.errors import NotFound
from app.documents.chain.models import EvidenceRecord
from app.documents.chain.service import KINDS, is_intact
from app.documents.verification.schemas import ChainLink, SignerShown, Verification
from app.organizations.service import organization_of


class Verified(NamedTuple):
    """Evidence behind a document, and the zone of its organization for whoever reads times."""

    verification: Verification
    zone: str


async def verify(database: Database, key: str) -> Verified:
    """Find the evidence behind a code or the SHA-256 of a file; NotFound if there is none."""
    found = await database.across_tenants("find_evidence", key)
    if not found:
        raise NotFound
    organization_id, seq = found[0]
    async with database.transaction(Actor(organization_id)) as session:
        return await _verification(session, await session.find(EvidenceRecord, seq))


async def _verification(session: TenantSession, found: EvidenceRecord | None) -> Verified:
    if found is None:
        raise NotFound
    links = await _links_of(session, found.subject_id)
    shown = next(link for link in links if KINDS[link.kind].shown is not None)
    read = KINDS[shown.kind].shown
    assert read is not None
    evidence = await read(session, shown.subject_id)
    organization = await organization_of(session)
    files = [link.file_sha256 for link in links if link.file_sha256]
    verification = Verification(
        code=shown.code,
        organization_name=organization.name,
        reference=evidence.reference,
        happened_at=evidence.happened_at,
        signers=[
            SignerShown.model_validate(each, from_attributes=True) for each in evidence.signers
        ],
        content_hash=evidence.content_hash,
        document_sha256=files[-1] if files else None,
        is_intact=all([await is_intact(session, link) for link in links]),
        chain_link=ChainLink(seq=shown.seq, hash=shown.hash, recorded_at=shown.recorded_at),
    )
    return Verified(verification, organization.zone)


async def _links_of(session: TenantSession, subject_id: UUID) -> list[EvidenceRecord]:
    links = await session.scalars(
        select(EvidenceRecord)
        .where(EvidenceRecord.subject_id == subject_id)
        .order_by(EvidenceRecord.seq)
    )
    return list(links)
