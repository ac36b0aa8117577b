"""Statements that read files."""

from sqlalchemy import Select, bindparam, select

from app.core.data.statements import as_json, by_id, prepared
from app.files.models import File

_OWN = File.person_id == bindparam("actor_id", type_=File.person_id.type)


def _one(*columns: object) -> Select[tuple[object, ...]]:
    return select(*columns).where(  # type: ignore[call-overload, no-any-return]  # any columns
        by_id(File)
    )


_FILE = _one(File.id, File.name, File.media_type, File.size_bytes, File.sha256, File.created_at)
_CONTENT = _one(File.name, File.media_type, File.storage_key, File.sha256)

#: By whether the reader sees all files.
FILE = {True: prepared(as_json(_FILE)), False: prepared(as_json(_FILE.where(_OWN)))}
CONTENT = {True: prepared(_CONTENT), False: prepared(_CONTENT.where(_OWN))}
