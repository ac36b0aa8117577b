"""The connection pool.

asyncpg and SQLAlchemy bring pools of their own, which cost a request more than its statement does;
ours hands over what lies on top.
"""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

#: How long a request waits for a connection before it is told that the service is busy.
_TIMEOUT_SECONDS = 8


class PooledConnection(Protocol):
    """Member of a pool: a connection, or something that holds one."""

    async def execute(self, sql: str) -> Any: ...

    def is_closed(self) -> bool: ...

    def is_in_transaction(self) -> bool: ...

    def terminate(self) -> None: ...

    async def close(self) -> Any: ...


AnyConnection = TypeVar("AnyConnection", bound=PooledConnection)


class Pool(Generic[AnyConnection]):
    """At most `size` connections, opened when they are first needed; the last used comes first.

    Of a larger pool, one owner (an organization) gets three quarters: whatever its connections wait
    for, others still find one. Owners that wait take turns.
    """

    def __init__(self, open_one: Callable[[], Awaitable[AnyConnection]], size: int) -> None:
        self._open = open_one
        self.size = self._left = size
        self._share = max(1, size - max(1, size // 4))
        self._waits = 0
        self._idle: list[AnyConnection] = []
        self._held: Counter[UUID] = Counter()
        self._waiting: dict[UUID | None, deque[asyncio.Future[None]]] = {}
        self._closed = False

    async def acquire(self, owner: UUID | None = None) -> AnyConnection:
        """A connection for the caller alone, to be released; TimeoutError if none comes free."""
        if self._may_take(owner):
            self._take(owner)
        else:
            await self._wait(owner)
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_closed():
                return connection
        try:
            return await self._open()
        except OSError as error:
            self._pass_on(owner)
            raise ConnectionError("The database cannot be reached.") from error
        except BaseException:
            self._pass_on(owner)
            raise

    def release(self, connection: AnyConnection, owner: UUID | None = None) -> None:
        """Keep the connection for the next, unless something of this one is left in it."""
        if not connection.is_closed():
            if self._closed or connection.is_in_transaction():
                connection.terminate()
            else:
                self._idle.append(connection)
        self._pass_on(owner)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AnyConnection]:
        """A connection of no organization, for the length of a block."""
        connection = await self.acquire()
        try:
            yield connection
        finally:
            self.release(connection)

    @property
    def in_use(self) -> int:
        return self.size - self._left

    def take_waits(self) -> int:
        """Return the number of callers that had to wait since this was asked last."""
        waits, self._waits = self._waits, 0
        return waits

    async def close(self) -> None:
        """Close what is idle now, and what is in use as soon as it comes back."""
        self._closed = True
        while self._idle:
            await self._idle.pop().close()

    def _may_take(self, owner: UUID | None) -> bool:
        return self._left > 0 and (owner is None or self._held[owner] < self._share)

    def _take(self, owner: UUID | None) -> None:
        self._left -= 1
        if owner is not None:
            self._held[owner] += 1

    async def _wait(self, owner: UUID | None) -> None:
        """Wait until somebody passes on the right to a connection."""
        self._waits += 1
        loop = asyncio.get_running_loop()
        grant = loop.create_future()
        self._waiting.setdefault(owner, deque()).append(grant)
        timeout = loop.call_later(_TIMEOUT_SECONDS, _end, grant)
        try:
            await grant
        except asyncio.CancelledError:
            if grant.done() and not grant.cancelled() and not grant.exception():
                self._pass_on(owner)  # it came at the very moment we were cancelled
            raise
        finally:
            timeout.cancel()

    def _pass_on(self, owner: UUID | None) -> None:
        """Give back the right of an owner, to whose turn it is."""
        self._left += 1
        if owner is not None:
            self._held[owner] -= 1
            if not self._held[owner]:
                del self._held[owner]
        for waiting in [each for each in self._waiting if self._may_take(each)]:
            grants = self._waiting.pop(waiting)
            while grants:
                grant = grants.popleft()
                if not grant.done():
                    self._take(waiting)
                    grant.set_result(None)
                    if grants:
                        self._waiting[waiting] = grants  # behind the others
                    return


def _end(grant: "asyncio.Future[None]") -> None:
    if not grant.done():
        grant.set_exception(TimeoutError("No connection to the database has become free."))
