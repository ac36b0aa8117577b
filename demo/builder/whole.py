"""Makes an organization as a whole or not at all, whatever interrupts it."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from app.core.data.database import Database, TenantSession
from app.core.security.actors import Actor


class Transactions(Protocol):
    """What a story asks of a database."""

    def transaction(self, actor: Actor) -> AbstractAsyncContextManager[TenantSession]: ...


@dataclass(frozen=True, slots=True)
class _Whole:
    """Sessions of different people on the connection of one transaction."""

    connection: Any
    raw: Any

    @asynccontextmanager
    async def transaction(self, actor: Actor) -> AsyncIterator[TenantSession]:
        session = TenantSession(self.connection, self.raw, actor)
        try:
            yield session
            await session.finish()
        finally:
            await session.let_go()


@asynccontextmanager
async def whole(database: Database, organization_id: UUID) -> AsyncIterator[Transactions]:
    """Transactions that are committed together at the end of the block, or undone together."""
    async with database.transaction(Actor(organization_id)) as outermost:
        connection: Any = outermost.bind
        raw = (await connection.get_raw_connection()).driver_connection
        yield _Whole(connection, raw)
