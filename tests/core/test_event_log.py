"""Within an organization the order of numbers is the order of commits; no reader misses one."""

import asyncio
import random
from typing import ClassVar
from uuid import UUID

import pytest
from asyncpg import PostgresError

from app.core.data.database import Database
from app.core.events.event_log import Event, announce
from app.core.values.ids import new_id
from tests.callers import Caller


class Noticed(Event):
    name: ClassVar = "test.noticed"
    label: ClassVar = "Noticed"
    subject: ClassVar = "thing"
    thing_id: UUID


async def _numbers(database: Database, ada: Caller, after: int = 0) -> list[int]:
    async with database.read(ada.actor) as connection:
        rows = await connection.fetch(
            "select seq from events where organization_id = $1 and seq > $2 order by seq",
            ada.organization_id,
            after,
        )
    return [row["seq"] for row in rows]


async def test_a_reader_between_slow_and_fast_writers_sees_every_number_once_and_in_order(
    ada: Caller, database: Database
) -> None:
    before = await _numbers(database, ada)
    seen: list[int] = []
    done = asyncio.Event()

    async def write(number: int) -> None:
        dice = random.Random(number)
        async with database.transaction(ada.actor) as session:
            for _ in range(dice.randint(1, 3)):
                announce(session, Noticed(thing_id=new_id()))
            await asyncio.sleep(dice.choice([0, 0, 0.01, 0.05]))

    async def read() -> None:
        while not done.is_set():
            seen.extend(await _numbers(database, ada, after=seen[-1] if seen else before[-1]))
            await asyncio.sleep(0)

    reader = asyncio.create_task(read())
    await asyncio.gather(*(write(n) for n in range(60)))
    await asyncio.sleep(0.05)
    done.set()
    await reader

    everything = await _numbers(database, ada)
    assert before + seen == everything
    assert everything == list(range(1, len(everything) + 1))


async def test_a_change_that_fails_announces_nothing_and_leaves_no_gap(
    ada: Caller, database: Database
) -> None:
    before = await _numbers(database, ada)

    async def change_ones_mind() -> None:
        async with database.transaction(ada.actor) as session:
            announce(session, Noticed(thing_id=new_id()))
            raise RuntimeError("changed my mind")

    with pytest.raises(RuntimeError):
        await change_ones_mind()
    async with database.transaction(ada.actor) as session:
        announce(session, Noticed(thing_id=new_id()))
    assert await _numbers(database, ada) == [*before, before[-1] + 1]


async def test_what_happened_cannot_be_changed(ada: Caller, database: Database) -> None:
    for sql in ("update events set name = 'other'", "delete from events"):
        with pytest.raises(PostgresError, match="permission denied"):
            async with database.transaction(ada.actor) as session:
                await session._raw.execute(sql)


async def test_an_event_says_who_did_it_in_which_request(ada: Caller, database: Database) -> None:
    await ada.patch(
        f"/v1/people/{ada.person_id}", {"name": "Ada"}, headers={"X-Request-Id": "request-0001"}
    )
    async with database.read(ada.actor) as connection:
        row = await connection.fetchrow(
            "select * from events where organization_id = $1 order by seq desc limit 1",
            ada.organization_id,
        )
    assert (row["name"], row["actor_kind"], row["actor_id"]) == (
        "person.updated",
        "person",
        ada.person_id,
    )
    assert (row["request_id"], row["subject_id"]) == ("request-0001", ada.person_id)
