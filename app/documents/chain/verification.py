"""`chamado verify-chain`: the evidence of one organization or of all, checked from the first on."""

import hashlib
from uuid import UUID

from sqlalchemy import func, select

from app.core.data.database import Database, TenantSession
from app.core.security.actors import Actor
from app.core.settings import Settings
from app.documents.chain.models import EvidenceRecord
from app.documents.chain.service import first_broken
from app.embedded.processes import CannotStartError
from app.files.models import File
from app.gateways.storage import Storage, UnknownFile, storage_from
from app.organizations.service import find_tenant, organization_of


async def verify_chain(settings: Settings, domain: str) -> tuple[str, bool]:
    """Tell of each organization whether everything holds, and whether it does of all."""
    storage = storage_from(settings.storage_url, settings.home / "files")
    database = await Database.connect(settings.database_url, write_pool=1, read_pool=1)
    try:
        told = []
        for organization_id in await _organizations(database, domain):
            async with database.transaction(Actor(organization_id)) as session:
                told.append(await _told_of(session, storage))
    finally:
        await database.close()
    lines = [f"{'ok    ' if holds else 'BROKEN'} {text}" for text, holds in told]
    return "\n".join(lines) or "There is no evidence yet.", all(holds for _, holds in told)


async def _organizations(database: Database, domain: str) -> list[UUID]:
    if not domain:
        return [row[0] for row in await database.across_tenants("with_evidence")]
    organization_id = await find_tenant(database, domain)
    if organization_id is None:
        raise CannotStartError(f"No organization has the domain {domain}.")
    return [organization_id]


async def _told_of(session: TenantSession, storage: Storage) -> tuple[str, bool]:
    name = (await organization_of(session)).name
    if broken := await first_broken(session):
        about = f" ({broken.kind} {broken.subject_id})" if broken.subject_id else ""
        return f"{name}: link {broken.seq}{about}: {broken.reason}", False
    if (seq := await _changed_file(session, storage)) is not None:
        return f"{name}: link {seq}: The file is missing or was changed.", False
    links = await session.scalar(select(func.count()).select_from(EvidenceRecord))
    return f"{name}: {links} links", True


async def _changed_file(session: TenantSession, storage: Storage) -> int | None:
    """Find the first link whose file is not stored byte for byte as it was issued."""
    issued = await session.execute(
        select(EvidenceRecord.seq, EvidenceRecord.file_sha256, func.min(File.storage_key))
        .join_from(
            EvidenceRecord,
            File,
            (File.organization_id == EvidenceRecord.organization_id)
            & (File.sha256 == EvidenceRecord.file_sha256),
        )
        .group_by(EvidenceRecord.seq, EvidenceRecord.file_sha256)
        .order_by(EvidenceRecord.seq)
    )
    for seq, sha256, key in issued:
        try:
            data = await storage.get(key)
        except UnknownFile:
            return seq
        if hashlib.sha256(data).hexdigest() != sha256:
            return seq
    return None
