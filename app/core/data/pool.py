"""The connection pool.

asyncpg and SQLAlchemy bring pools of their own, which cost a request more than its statement does;
ours hands over what lies on top.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Generic, Protocol, TypeVar

#: How long a request waits for a connection before it is told that the service is busy.
_TIMEOUT_SECONDS = 20


class PooledConnection(Protocol):
    """Member of a pool: a connection, or something that holds one."""

    async def execute(self, sql: str) -> Any: ...

    def is_closed(self) -> bool: ...

    def is_in_transaction(self) -> bool: ...

    def terminate(self) -> None: ...

    async def close(self) -> Any: ...


AnyConnection = TypeVar("AnyConnection", bound=PooledConnection)


class Pool(Generic[AnyConnection]):
    """At most `size` connections, opened when they are first needed; the last used comes first."""

    def __init__(self, open_one: Callable[[], Awaitable[AnyConnection]], size: int) -> None:
        self._open = open_one
        self._left = size
        self._idle: list[AnyConnection] = []
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._closed = False

    async def acquire(self) -> AnyConnection:
        """A connection for the caller alone, to be released; TimeoutError if none comes free."""
        if self._left:
            self._left -= 1
        else:
            await self._wait()
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_closed():
                return connection
        try:
            return await self._open()
        except BaseException:
            self._pass_on()
            raise

    def release(self, connection: AnyConnection) -> None:
        """Keep the connection for the next, unless something of this one is left in it."""
        if not connection.is_closed():
            if self._closed or connection.is_in_transaction():
                connection.terminate()
            else:
                self._idle.append(connection)
        self._pass_on()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AnyConnection]:
        """A connection for the length of a block."""
        connection = await self.acquire()
        try:
            yield connection
        finally:
            self.release(connection)

    async def close(self) -> None:
        """Close what is idle now, and what is in use as soon as it comes back."""
        self._closed = True
        while self._idle:
            await self._idle.pop().close()

    async def _wait(self) -> None:
        """Wait until somebody passes on the right to a connection."""
        loop = asyncio.get_running_loop()
        grant = loop.create_future()
        self._waiting.append(grant)
        timeout = loop.call_later(_TIMEOUT_SECONDS, _end, grant)
        try:
            await grant
        except asyncio.CancelledError:
            if grant.done() and not grant.cancelled() and not grant.exception():
                self._pass_on()  # it came at the very moment we were cancelled
            raise
        finally:
            timeout.cancel()

    def _pass_on(self) -> None:
        while self._waiting:
            grant = self._waiting.popleft()
            if not grant.done():
                grant.set_result(None)
                return
        self._left += 1


def _end(grant: "asyncio.Future[None]") -> None:
    if not grant.done():
        grant.set_exception(TimeoutError("No connection to the database has become free."))
