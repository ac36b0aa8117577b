"""The sweep that deletes unused files, and the outbox tasks that erase bytes from the storage."""

from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select

from app.core.data.database import TenantSession
from app.core.data.statements import Statement, prepared
from app.core.events.outbox import Record, TaskContext, outbox_task
from app.core.events.schedule import every
from app.core.values.clock import now
from app.files.models import File
from app.files.references import is_in_use, keys_in_use
from app.files.service import delete_unused
from app.gateways.storage import Storage, UnknownFile

#: A file that nothing refers to stays so long: it may be about to be attached, or imported.
KEPT = timedelta(days=7)
#: Bytes that were put so recently may be those of an upload whose row is still to come.
_FRESH = timedelta(hours=1)
_AT_ONCE = 500


@every(hours=24, organizations="with_old_uploads")
async def delete_unused_files(session: TenantSession) -> None:
    """An upload that nothing has come to refer to goes; so does the table of an import."""
    locked = await session.rows(_lock_unused(), before=now() - KEPT)
    # Asked again: until it was locked, somebody could still attach it.
    await delete_unused(session, [row["id"] for row in locked], at_once=False)


@outbox_task("erase")
async def erase(context: TaskContext, what: dict[str, Any]) -> Record | None:
    """Delete bytes from the storage."""
    for key in what["keys"]:
        await context.gateway(Storage).delete(key)
    return None


@outbox_task("erase_unused", destination="erase")
async def erase_unused(context: TaskContext, what: dict[str, Any]) -> Record | None:
    """Delete bytes of deleted files, unless others have the same: they are kept once."""
    storage = context.gateway(Storage)
    async with context.transaction() as session:
        used = {row["key"] for row in await session.rows(keys_in_use(), keys=what["keys"])}
    for key in set(what["keys"]) - used:
        try:
            if what.get("at_once") or await storage.written_at(key) < now() - _FRESH:
                await storage.delete(key)
        except UnknownFile:
            continue
    return None


@cache
def _lock_unused() -> Statement:
    return prepared(
        select(File.id)
        .where(
            File.organization_id == bindparam("organization_id"),
            File.person_id.is_not(None),
            File.created_at < bindparam("before"),
            ~is_in_use(),
        )
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True, of=File)
    )
