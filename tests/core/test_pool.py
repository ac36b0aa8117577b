"""Connections wait for the next request; none is lost, and none is used that may be spoilt."""

import asyncio
from uuid import UUID

import pytest
from asyncpg import PostgresError

from app.core.data import pool as room
from app.core.data.database import Database
from app.core.data.pool import Pool
from app.core.values.ids import new_id
from tests.callers import Caller
from tests.patience import PATIENCE


class Line:
    """A connection to nowhere."""

    def __init__(self) -> None:
        self.closed = False
        self.busy = False

    async def execute(self, sql: str) -> None:
        """Nothing listens."""

    def is_closed(self) -> bool:
        return self.closed

    def is_in_transaction(self) -> bool:
        return self.busy

    def terminate(self) -> None:
        self.closed = True

    async def close(self) -> None:
        self.closed = True


def pool_of(size: int) -> tuple[Pool[Line], list[Line]]:
    """A pool, and the lines it has opened so far."""
    opened: list[Line] = []

    async def open_one() -> Line:
        opened.append(Line())
        return opened[-1]

    return Pool(open_one, size), opened


async def test_no_more_are_opened_than_the_pool_may_hold() -> None:
    pool, opened = pool_of(3)
    using = 0

    async def use() -> None:
        nonlocal using
        async with pool.connection():
            using += 1
            assert using <= 3
            await asyncio.sleep(0)
            using -= 1

    await asyncio.gather(*(use() for _ in range(100)))
    assert len(opened) == 3


async def test_one_organization_does_not_take_all_of_them() -> None:
    pool, _ = pool_of(4)
    busy, other = new_id(), new_id()
    held = [await pool.acquire(busy) for _ in range(3)]
    fourth = asyncio.create_task(pool.acquire(busy))
    await asyncio.sleep(0)
    async with asyncio.timeout(PATIENCE):
        pool.release(await pool.acquire(other), other)
    assert not fourth.done()
    pool.release(held.pop(), busy)
    async with asyncio.timeout(PATIENCE):
        held.append(await fourth)


async def test_organizations_that_wait_take_turns() -> None:
    pool, _ = pool_of(1)
    first = await pool.acquire()
    served: list[str] = []

    async def use(name: str, owner: UUID) -> None:
        line = await pool.acquire(owner)
        served.append(name)
        pool.release(line, owner)

    owners = {"a": new_id(), "b": new_id()}
    waiting = [asyncio.create_task(use(name, owners[name])) for name in "aaabb"]
    await asyncio.sleep(0)
    pool.release(first)
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*waiting)
    assert "".join(served) == "ababa"


async def test_what_is_broken_or_left_in_a_transaction_is_replaced() -> None:
    pool, opened = pool_of(1)
    async with pool.connection() as line:
        line.busy = True
    assert line.closed
    async with pool.connection() as second:
        second.closed = True
    async with pool.connection() as third:
        assert third is opened[2]


async def test_who_waits_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_TIMEOUT_SECONDS", 0.01)
    pool, _ = pool_of(1)
    async with pool.connection():
        with pytest.raises(TimeoutError):
            await pool.acquire()
    async with pool.connection():
        pass


async def test_who_is_cancelled_while_waiting_takes_nothing_along() -> None:
    pool, _ = pool_of(1)
    line = await pool.acquire()
    waiting = asyncio.create_task(pool.acquire())
    await asyncio.sleep(0)
    pool.release(line)  # its turn has come, and in the same moment:
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    async with asyncio.timeout(PATIENCE), pool.connection():
        pass


async def test_a_connection_that_cannot_be_opened_leaves_its_place_to_the_next() -> None:
    tries = 0

    async def open_one() -> Line:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise ConnectionError
        return Line()

    pool = Pool(open_one, 1)
    with pytest.raises(ConnectionError):
        await pool.acquire()
    async with asyncio.timeout(PATIENCE), pool.connection():
        pass


async def test_a_closed_pool_keeps_nothing() -> None:
    pool, _ = pool_of(2)
    async with pool.connection() as idle:
        pass
    used = await pool.acquire()
    await pool.close()
    pool.release(used)
    assert (idle.closed, used.closed) == (True, True)


async def test_a_request_that_is_cancelled_in_mid_query_spoils_no_other(
    ada: Caller, database: Database
) -> None:
    for _ in range(10):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.02), database.read(ada.actor) as connection:
                await connection.fetch("select pg_sleep(5)")
    async with database.read(ada.actor) as connection:
        assert await connection.fetchval("select count(*) from people") == 1


async def test_a_connection_that_the_server_ends_is_noticed(
    ada: Caller, database: Database
) -> None:
    async with database.reads.connection() as connection:
        ended = connection
        with pytest.raises((PostgresError, OSError)):
            await connection.execute("select pg_terminate_backend(pg_backend_pid())")
    assert ended.is_closed()
    assert (await ada.get("/v1/me"))["id"] == str(ada.person_id)
