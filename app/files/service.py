"""Files: storing one, and requiring an upload of the caller."""

from collections.abc import Sequence
from functools import cache
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, delete

from app.core.data.database import TenantSession
from app.core.data.statements import Statement, prepared
from app.core.events.event_log import announce
from app.core.events.outbox import enqueue
from app.core.values.clock import now
from app.core.values.errors import UnknownReference
from app.core.values.ids import new_id
from app.files.events import FileKept
from app.files.models import File
from app.files.references import is_in_use


async def require_upload(session: TenantSession, file_id: UUID, field: str = "file_id") -> File:
    """Return the upload that a field of the body names; 422 unless the caller uploaded it."""
    file = await session.refer(File, file_id, field)
    if file.person_id != session.actor.person_id:
        raise UnknownReference.at(field)
    return file


async def keep(
    session: TenantSession,
    *,
    key: str,
    name: str,
    media_type: str,
    size: int,
    sha256: str,
    id: UUID | None = None,
) -> File:
    """Make stored bytes a file of the organization; they lie under `key` already."""
    file = File(
        id=id or new_id(),
        person_id=session.actor.person_id,
        name=name,
        media_type=media_type,
        size_bytes=size,
        sha256=sha256,
        storage_key=key,
        created_at=now(),
    )
    session.add(file)
    await session.flush()
    announce(session, FileKept(file_id=file.id, media_type=media_type, size_bytes=size))
    return file


async def delete_unused(
    session: TenantSession, file_ids: Sequence[UUID], *, at_once: bool = True
) -> None:
    """Delete those of these files that nothing refers to, and then their bytes.

    `at_once`: also bytes that were sent just now, at the risk that somebody sends the same.
    """
    if not file_ids:
        return
    deleted = await session.rows(_delete_unused(), ids=list(file_ids))
    if deleted:
        keys = sorted({row["storage_key"] for row in deleted})
        enqueue(session, "erase_unused", keys=keys, at_once=at_once)


@cache
def _delete_unused() -> Statement:
    return prepared(
        delete(File)
        .where(
            File.organization_id == bindparam("organization_id"),
            File.id == any_(bindparam("ids", type_=ARRAY(Uuid))),
            ~is_in_use(),
        )
        .returning(File.storage_key)
    )
