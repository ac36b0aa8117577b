"""`chamado backup` and `chamado restore`: database, files and keys of one moment, in a folder.

The folder is a backup once its manifest is there, which is written last. Bytes are copied before
and after the database: files are never written twice, so all that its rows name are among them.
"""

import asyncio
import hashlib
import hmac
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import asyncpg

from app.core.security.secrets import application_secrets
from app.core.settings import Settings
from app.core.values.clock import now
from app.domains import import_tables
from app.embedded import postgres
from app.embedded.processes import CannotStartError
from app.files.references import all_keys
from app.gateways.storage import Storage, UnknownFile, storage_from
from app.operations.migrations import newest_migration
from app.programs.preflight import connect

_FORMAT = 1
_AT_ONCE = 8

_IS_BOUND = """select not (rolsuper or rolbypassrls) from pg_roles where rolname = current_user"""
_HAS_TABLES = """select exists (select from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p'))"""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Contents of a backup, and its conditions for being restored."""

    format: int
    made_at: str
    migration: str
    organizations: int
    files: int
    #: Keys of files that rows name and the storage had lost before.
    missing_files: list[str]
    dump_sha256: str
    #: Tells whether a secret is the one that this backup was encrypted with.
    secret_fingerprint: str

    @classmethod
    def of(cls, folder: Path) -> "Manifest":
        """Read and check the manifest of a backup."""
        try:
            found = json.loads((folder / "manifest.json").read_text())
        except (OSError, ValueError):
            raise CannotStartError(f"{folder} is no backup: it has no manifest.json.") from None
        if found.get("format") != _FORMAT:
            raise CannotStartError(f"{folder} was made by another version of `chamado backup`.")
        return cls(**found)


def back_up(settings: Settings, folder: Path) -> str:
    """Make a backup in a new folder; returns what to tell of it."""
    import_tables()
    if folder.exists():
        raise CannotStartError(f"{folder} is there already: a backup makes a folder of its own.")
    folder.mkdir(mode=0o700, parents=True)
    try:
        manifest = asyncio.run(_fill(settings, folder))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)  # nothing that looks like a backup stays
        raise
    (folder / "manifest.json").write_text(json.dumps(asdict(manifest), indent=2) + "\n")
    lost = len(manifest.missing_files)
    return (
        f"{folder}: {manifest.organizations} organizations, {manifest.files} files"
        + (f"; {lost} files that rows name were lost before" if lost else "")
        + ("." if (folder / "secret").exists() else ". Keep CHAMADO_SECRET_KEY with it.")
    )


def restore(settings: Settings, folder: Path) -> str:
    """Fill an empty database and storage from a backup; returns what to tell of it."""
    manifest = Manifest.of(folder)
    if manifest.migration > newest_migration():
        raise CannotStartError(f"{folder} was made by a newer version: restore it with that one.")
    dump = folder / "database.dump"
    if not dump.exists() or _sha256(dump) != manifest.dump_sha256:
        raise CannotStartError(f"{dump} is not what its manifest says: the backup is damaged.")
    asyncio.run(_refuse_tables(settings))
    _take_secret(settings, folder, manifest)
    storage = storage_from(settings.storage_url, settings.home / "files")
    files = asyncio.run(_put_files(storage, folder / "files"))
    postgres.restore(settings.backup_database_url, dump)
    return f"Restored what there was at {manifest.made_at}: {files} files, and the database."


async def _fill(settings: Settings, folder: Path) -> Manifest:
    source = storage_from(settings.storage_url, settings.home / "files")
    copied = await _copy_files(source, folder / "files", set())
    dump = folder / "database.dump"
    async with _connected(settings) as database:
        if await database.fetchval(_IS_BOUND):
            raise CannotStartError(
                "CHAMADO_BACKUP_DATABASE_URL is a login that row-level security binds: it would"
                " see nothing. Use chamado_backup."
            )
        async with database.transaction(isolation="repeatable_read", readonly=True):
            snapshot = await database.fetchval("select pg_export_snapshot()")
            await asyncio.to_thread(postgres.dump, settings.backup_database_url, snapshot, dump)
            named = {row["key"] for row in await database.fetch(all_keys().sql)}
            organizations = await database.fetchval("select count(*) from organizations")
            migration = await database.fetchval("select version_num from alembic_version")
    copied |= await _copy_files(source, folder / "files", copied)
    if not settings.secret_key.get_secret_value():
        shutil.copy2(settings.home / "secret", folder / "secret")
    return Manifest(
        format=_FORMAT,
        made_at=now().isoformat(timespec="seconds"),
        migration=migration,
        organizations=organizations,
        files=len(copied),
        missing_files=sorted(named - copied),
        dump_sha256=_sha256(dump),
        secret_fingerprint=_fingerprint(application_secrets(settings)[0]),
    )


async def _refuse_tables(settings: Settings) -> None:
    async with _connected(settings) as database:
        if await database.fetchval(_HAS_TABLES):
            raise CannotStartError("The database is not empty: restore into a new one.")


@asynccontextmanager
async def _connected(settings: Settings) -> AsyncIterator["asyncpg.Connection[Any]"]:
    if not settings.backup_database_url:
        raise CannotStartError(
            "Set CHAMADO_BACKUP_DATABASE_URL: row-level security binds the other logins."
        )
    connection = await connect(settings.backup_database_url, "CHAMADO_BACKUP_DATABASE_URL")
    try:
        yield connection
    finally:
        await connection.close()


async def _copy_files(source: Storage, folder: Path, known: set[str]) -> set[str]:
    """Copy what is not known yet; the keys of what was copied."""
    slots = asyncio.Semaphore(_AT_ONCE)
    copied: set[str] = set()

    async def copy(key: str) -> None:
        path = folder / key
        async with slots:
            try:
                chunks = await source.stream(key)
            except UnknownFile:
                return  # erased meanwhile
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                async for chunk in chunks:
                    file.write(chunk)
        copied.add(key)

    async with asyncio.TaskGroup() as group:
        async for key in source.list_keys():
            if key not in known:
                group.create_task(copy(key))
    return copied


async def _put_files(target: Storage, folder: Path) -> int:
    paths = [path for path in folder.rglob("*") if path.is_file()]  # noqa: ASYNC240 - nobody else runs
    for path in paths:
        key = path.relative_to(folder).as_posix()
        await target.put(key, path, "application/octet-stream")
    return len(paths)


def _take_secret(settings: Settings, folder: Path, manifest: Manifest) -> None:
    """Have the secret of the backup, in the settings or in the home, or refuse."""
    kept, given = settings.home / "secret", settings.secret_key.get_secret_value()
    if not given and not kept.exists() and (folder / "secret").exists():
        shutil.copy2(folder / "secret", kept)
    if not given and not kept.exists():
        raise CannotStartError("Set CHAMADO_SECRET_KEY to the secret of what was backed up.")
    ours = {_fingerprint(secret) for secret in application_secrets(settings)}
    if manifest.secret_fingerprint not in ours:
        raise CannotStartError(
            "The secret here is not that of the backup, which holds what was encrypted with it:"
            " set CHAMADO_SECRET_KEY, or CHAMADO_PREVIOUS_SECRET_KEYS, to that one."
        )


def _fingerprint(secret: str) -> str:
    return hmac.new(secret.encode(), b"chamado backup", hashlib.sha256).hexdigest()[:32]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
