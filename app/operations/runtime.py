"""Builds the `Runtime` of a process: the same for the API and the worker."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis

from app.auth.authentication.service import Authenticator
from app.core.data.database import Database
from app.core.events.queue import Queue
from app.core.http.limits import RateLimits
from app.core.http.listing import cursor_key
from app.core.runtime import Runtime
from app.core.security.credentials import Credentials
from app.core.security.encryption import Encryptor
from app.core.security.secrets import application_secrets
from app.core.security.tokens import Signer, single_use_key
from app.core.settings import Settings
from app.support.grants.service import Grants, NoGrants


@dataclass(frozen=True, slots=True)
class Pools:
    """Connections to the database that a process may hold."""

    write: int
    read: int


def runtime_for(
    settings: Settings,
    gateways: Mapping[Any, object],
    pools: Pools,
    *,
    grants: Grants | None = None,
    verifies_credentials: bool,
) -> Callable[[], AbstractAsyncContextManager[Runtime]]:
    """Prepare a runtime: wrong secrets show at once, connections are opened on entering it.

    A process that verifies credentials is told when rights change.
    """
    secrets = application_secrets(settings)
    signer, encryptor = Signer(secrets), Encryptor(secrets)
    grants = grants or NoGrants()

    @asynccontextmanager
    async def opened() -> AsyncIterator[Runtime]:
        async with AsyncExitStack() as closing:
            database = await Database.connect(
                settings.database_url, write_pool=pools.write, read_pool=pools.read
            )
            closing.push_async_callback(database.close)
            await database.refuse_privileges()
            credentials = Credentials(Authenticator(database, signer, grants.is_live).verify)
            redis = Redis.from_url(settings.redis_url, socket_timeout=1, socket_connect_timeout=1)
            closing.push_async_callback(redis.aclose)
            queue = await Queue.connect(
                settings.redis_url, credentials if verifies_credentials else None
            )
            closing.push_async_callback(queue.close)
            database.signal = queue.signal
            queue.start()
            yield Runtime(
                settings=settings,
                database=database,
                queue=queue,
                redis=redis,
                limits=RateLimits(redis, quotas(settings)),
                credentials=credentials,
                signer=signer,
                encryptor=encryptor,
                cursor_key=cursor_key(secrets[0]),
                single_use_key=single_use_key(secrets[0]),
                gateways={Grants: grants, **gateways},
            )

    return opened


def quotas(settings: Settings) -> dict[str, int]:
    """Rate limit -> requests that it lets through in a minute."""
    return {
        "read": settings.read_limit,
        "write": settings.write_limit,
        "search": settings.search_limit,
        "export": settings.export_limit,
        "sign_in": settings.sign_in_address_limit,
    }
