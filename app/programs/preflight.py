"""Preflight checks: servers answer, the schema is current, privileges are right."""

from urllib.parse import urlsplit

import asyncpg
import redis.asyncio
from redis.exceptions import AuthenticationError, RedisError

from app.core.settings import Settings
from app.embedded.processes import CannotStartError
from app.operations.migrations import newest_migration


class NotMigratedError(CannotStartError):
    """The database has not the schema of this code."""


async def check_servers(settings: Settings) -> None:
    """Refuse servers that do not answer, and a schema that is not the newest."""
    database = await _connect(settings.database_url, "CHAMADO_DATABASE_URL")
    try:
        if await _migration(database) != newest_migration():
            raise NotMigratedError("The database is not migrated: run `chamado migrate`.")
    finally:
        await database.close()
    await _check_valkey(settings.redis_url)


async def check_owner(settings: Settings) -> None:
    """Refuse a login for migrations that does not work."""
    if not settings.owner_database_url:
        raise CannotStartError("Set CHAMADO_OWNER_DATABASE_URL: migrations log in as the owner.")
    await (await _connect(settings.owner_database_url, "CHAMADO_OWNER_DATABASE_URL")).close()


async def _connect(url: str, setting: str) -> "asyncpg.Connection[asyncpg.Record]":
    try:
        return await asyncpg.connect(url, timeout=10)
    except (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError):
        reason = f"PostgreSQL at {_place(url)} refuses the user or the password"
    except asyncpg.InvalidCatalogNameError:
        reason = f"PostgreSQL at {_place(url)} has no such database"
    except OSError:
        reason = f"no PostgreSQL answers at {_place(url)}"
    except (asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        reason = f"PostgreSQL at {_place(url)} cannot be used ({type(error).__name__})"
    raise CannotStartError(f"{setting} does not work: {reason}.")


async def _migration(database: "asyncpg.Connection[asyncpg.Record]") -> str | None:
    try:
        found: str | None = await database.fetchval("select version_num from alembic_version")
    except (asyncpg.UndefinedTableError, asyncpg.InsufficientPrivilegeError):
        return ""
    return found


async def _check_valkey(url: str) -> None:
    try:
        pool = redis.asyncio.ConnectionPool.from_url(url, socket_connect_timeout=10)
        async with redis.asyncio.Redis.from_pool(pool) as client:
            await client.ping()
    except AuthenticationError:
        reason = f"Valkey at {_place(url)} refuses the password"
    except (RedisError, OSError):
        reason = f"no Valkey answers at {_place(url)}"
    except ValueError:
        reason = "it is no URL like redis://:password@host:6379/0"
    else:
        return
    raise CannotStartError(f"CHAMADO_REDIS_URL does not work: {reason}.")


def _place(url: str) -> str:
    """Host, port and database; never the password."""
    parts = urlsplit(url)
    return f"{parts.netloc.rpartition('@')[2]}{parts.path}"
