"""Preflight checks: servers answer, the schema can be served, privileges are right."""

from urllib.parse import urlsplit

import asyncpg
import redis.asyncio
from redis.exceptions import AuthenticationError, RedisError

from app.core.settings import Settings
from app.embedded.processes import CannotStartError
from app.operations.migrations import Schema, schema_of


class NotMigratedError(CannotStartError):
    """The database lacks migrations of this code."""


async def check_servers(settings: Settings) -> None:
    """Refuse servers that do not answer, and a schema that this code cannot serve."""
    refuse(await _schema(settings.database_url, _database_of(settings)))
    await _check_valkey(settings.redis_url)


def refuse(schema: Schema) -> None:
    """Stop before a schema that this code cannot serve."""
    if refusal := schema.refusal:
        kind = NotMigratedError if schema.is_behind else CannotStartError
        raise kind(f"{refusal[0].upper()}{refusal[1:]}.")


async def check_owner(settings: Settings) -> Schema:
    """Refuse a login of the owner of the tables that does not work; the schema that it finds."""
    if not settings.owner_database_url:
        raise CannotStartError("Set CHAMADO_OWNER_DATABASE_URL: this logs in as the owner.")
    return await _schema(settings.owner_database_url, "CHAMADO_OWNER_DATABASE_URL")


async def has_demo(settings: Settings) -> bool:
    """Look whether there is the organization that people without one of their own may try."""
    database = await connect(settings.database_url, _database_of(settings))
    try:
        return await database.fetchval("select find_tenant('demo')") is not None
    finally:
        await database.close()


def _database_of(settings: Settings) -> str:
    """Name of the database in a refusal: the setting of somebody, or the server that we run."""
    if settings.embedded_servers:
        return f"The embedded PostgreSQL in {settings.home}"
    return "CHAMADO_DATABASE_URL"


def place_of(url: str) -> str:
    """Host, port and database of an address; never the password."""
    parts = urlsplit(url)
    return f"{parts.netloc.rpartition('@')[2]}{parts.path}"


async def connect(url: str, setting: str) -> "asyncpg.Connection[asyncpg.Record]":
    try:
        return await asyncpg.connect(url, timeout=10)
    except (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError):
        reason = f"PostgreSQL at {place_of(url)} refuses the user or the password"
    except asyncpg.InvalidCatalogNameError:
        reason = f"PostgreSQL at {place_of(url)} has no such database"
    except OSError:
        reason = f"no PostgreSQL answers at {place_of(url)}"
    except (asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        reason = f"PostgreSQL at {place_of(url)} cannot be used ({type(error).__name__})"
    raise CannotStartError(f"{setting} does not work: {reason}.")


async def _schema(url: str, setting: str) -> Schema:
    database = await connect(url, setting)
    try:
        return await schema_of(database)
    finally:
        await database.close()


async def _check_valkey(url: str) -> None:
    try:
        pool = redis.asyncio.ConnectionPool.from_url(url, socket_connect_timeout=10)
        async with redis.asyncio.Redis.from_pool(pool) as client:
            await client.ping()
    except AuthenticationError:
        reason = f"Valkey at {place_of(url)} refuses the password"
    except (RedisError, OSError):
        reason = f"no Valkey answers at {place_of(url)}"
    except ValueError:
        reason = "it is no URL like redis://:password@host:6379/0"
    else:
        return
    raise CannotStartError(f"CHAMADO_REDIS_URL does not work: {reason}.")
