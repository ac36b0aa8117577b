"""Whoever listens hears every event: at least once by the log, exactly once in effect."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

import asyncpg
import pytest

from app.core.data.counters import next_number
from app.core.data.database import Database, TenantSession
from app.core.data.statements import sql
from app.core.events import dispatcher as relaying
from app.core.events import listeners as listening
from app.core.events.dispatcher import Drained, deliver, drain, due_deliveries
from app.core.events.event_log import Event, announce
from app.core.events.listeners import OrganizationFact, listeners, on
from app.core.values.clock import now
from app.core.values.ids import new_id
from tests.callers import Caller, Drain


class Rang(Event):
    name: ClassVar = "test.rang"
    label: ClassVar = "Rang"
    subject: ClassVar = "bell"
    bell_id: UUID
    loudly: bool = True


@pytest.fixture(autouse=True)
async def all_heard(ada: Caller, drain: Drain) -> None:
    """What the organization's founding set off is done before the bells ring."""
    await drain(ada.organization_id)


class Trouble:
    """How often the listener shall fail, on which bell only, and after how long."""

    left = 0
    bell_id: UUID | None = None
    hangs = 0.0


@pytest.fixture(autouse=True)
def counting_listener() -> Iterator[str]:
    """Counts each event it takes, in the counter `rang`."""
    Trouble.left, Trouble.bell_id, Trouble.hangs = 0, None, 0.0

    @on(Rang, concerns=lambda event, _known: event.loudly)
    async def count(session: TenantSession, event: Rang) -> None:
        await next_number(session, "rang")
        if Trouble.left and Trouble.bell_id in (None, event.bell_id):
            Trouble.left -= 1
            await asyncio.sleep(Trouble.hangs)
            raise RuntimeError("no ears today")

    (name,) = listeners[Rang.name]
    yield name
    listeners.pop(Rang.name)


_COUNT = sql(
    """select coalesce(max(value), 0) as value from counters
        where organization_id = :organization_id and name = 'rang'"""
)
_DELIVERIES = sql(
    """select seq, subject_id, due_at, attempts, last_error from deliveries
        where organization_id = :organization_id order by seq"""
)
_HURRY = sql("update deliveries set due_at = :now where organization_id = :organization_id")
_END_LEASE = sql(
    "update dispatcher_positions set leased_until = :now where organization_id = :organization_id"
)


async def _ring(database: Database, ada: Caller, *bells: UUID, loudly: bool = True) -> None:
    async with database.transaction(ada.actor) as session:
        for bell_id in bells or (new_id(),):
            announce(session, Rang(bell_id=bell_id, loudly=loudly))


async def _count(database: Database, ada: Caller) -> int:
    async with database.transaction(ada.actor) as session:
        row = await session.row(_COUNT)
        assert row is not None
        return int(row["value"])


async def _deliveries(database: Database, ada: Caller) -> list[asyncpg.Record]:
    async with database.transaction(ada.actor) as session:
        return await session.rows(_DELIVERIES)


async def _a_second_ago(database: Database, ada: Caller) -> None:
    """Let what waits be due, and leases be over."""
    async with database.transaction(ada.actor) as session:
        for statement in (_HURRY, _END_LEASE):
            await session.rows(statement, now=now() - timedelta(seconds=1))


async def _try_due(database: Database, ada: Caller) -> list[bool]:
    due = await due_deliveries(database, ada.organization_id)
    return [await deliver(database, ada.organization_id, *each) for each in due]


@pytest.fixture(autouse=True)
def batches_end_by_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow this machine is."""
    monkeypatch.setattr(relaying, "BATCH_SECONDS", 60)


async def test_a_batch_is_taken_once_whoever_else_is_at_it(ada: Caller, database: Database) -> None:
    await _ring(database, ada, *(new_id() for _ in range(20)))
    done = await asyncio.gather(*(drain(database, ada.organization_id) for _ in range(4)))
    assert sorted(each.taken for each in done) == [0, 0, 0, 20]
    assert await drain(database, ada.organization_id) == Drained()
    assert await _count(database, ada) == 20
    assert await _deliveries(database, ada) == []


async def test_a_long_log_is_taken_batch_by_batch(
    ada: Caller, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relaying, "BATCH_EVENTS", 7)
    await _ring(database, ada, *(new_id() for _ in range(16)))
    done = [await drain(database, ada.organization_id) for _ in range(3)]
    assert [(each.events, each.more) for each in done] == [(7, True), (7, True), (2, False)]
    assert await _count(database, ada) == 16


async def test_what_does_not_concern_a_listener_is_not_delivered(
    ada: Caller, database: Database
) -> None:
    await _ring(database, ada, loudly=False)
    assert (await drain(database, ada.organization_id)).taken == 0
    assert await _count(database, ada) == 0


async def test_a_fact_of_the_organization_decides_with_the_event(
    ada: Caller, stranger: Caller, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[OrganizationFact] = []
    monkeypatch.setattr(listening, "organization_facts", kept)
    monkeypatch.setattr(relaying, "organization_facts", kept)
    relaying._claim_batch.cache_clear()
    has_listened = OrganizationFact(
        """exists (select from counters
                    where organization_id = :organization_id and name = 'listened')"""
    )
    heard: list[UUID] = []

    @on(Rang, concerns=lambda _event, known: known[has_listened])
    async def hear(session: TenantSession, _event: Rang) -> None:
        heard.append(session.actor.organization_id)

    async with database.transaction(ada.actor) as session:
        await next_number(session, "listened")
    for caller in (ada, stranger):
        await drain(database, caller.organization_id)
        await _ring(database, caller)
        await drain(database, caller.organization_id)
    assert heard == [ada.organization_id]
    relaying._claim_batch.cache_clear()


async def test_a_listener_that_fails_leaves_no_half_holds_up_no_other_and_is_asked_again(
    ada: Caller, database: Database
) -> None:
    bad = new_id()
    Trouble.left, Trouble.bell_id = 2, bad
    await _ring(database, ada, new_id(), bad, new_id())
    done = await drain(database, ada.organization_id)
    assert (done.split, done.taken) == (True, 0)
    assert await _count(database, ada) == 0

    assert sorted(await _try_due(database, ada)) == [False, True, True]
    assert await _count(database, ada) == 2
    (waiting,) = await _deliveries(database, ada)
    assert (waiting["attempts"], "no ears today" in waiting["last_error"]) == (1, True)
    assert waiting["due_at"] > now()
    assert await _try_due(database, ada) == []

    await _a_second_ago(database, ada)
    assert await _try_due(database, ada) == [True]
    assert (await _count(database, ada), await _deliveries(database, ada)) == (3, [])


async def test_what_happened_to_one_thing_is_taken_in_order(
    ada: Caller, database: Database
) -> None:
    """A delivery that waits holds back the later ones of its subject, and no others."""
    bad = new_id()
    Trouble.left, Trouble.bell_id = 2, bad
    await _ring(database, ada, bad)
    await drain(database, ada.organization_id)
    assert await _try_due(database, ada) == [False]

    await _ring(database, ada, bad, new_id())
    done = await drain(database, ada.organization_id)
    assert (done.taken, len(await _deliveries(database, ada))) == (1, 2)
    await _a_second_ago(database, ada)
    assert len(await due_deliveries(database, ada.organization_id)) == 1
    assert await _try_due(database, ada) == [True]
    assert await _try_due(database, ada) == [True]
    assert await _count(database, ada) == 3


async def test_retries_end_and_the_delivery_stays_for_a_person_to_see(
    ada: Caller, database: Database
) -> None:
    Trouble.left = 1000
    await _ring(database, ada)
    await drain(database, ada.organization_id)
    for _ in range(relaying.LAST_ATTEMPT):
        assert await _try_due(database, ada) == [False]
        (waiting,) = await _deliveries(database, ada)
        if waiting["due_at"]:
            await _a_second_ago(database, ada)
    assert (waiting["due_at"], waiting["attempts"]) == (None, relaying.LAST_ATTEMPT)
    assert await _try_due(database, ada) == []


async def test_a_batch_that_killed_its_worker_is_tried_alone(
    ada: Caller, database: Database
) -> None:
    """Killed, out of memory, cancelled: nothing was recorded but that it had begun."""
    Trouble.left, Trouble.hangs = 1, 60
    await _ring(database, ada, new_id(), new_id())
    killed = asyncio.create_task(drain(database, ada.organization_id))
    await asyncio.sleep(0.3)
    killed.cancel()
    await asyncio.gather(killed, return_exceptions=True)
    assert await drain(database, ada.organization_id) == Drained()  # its lease lasts a little
    await _a_second_ago(database, ada)
    assert (await drain(database, ada.organization_id)).split
    assert await _try_due(database, ada) == [True, True]
    assert await _count(database, ada) == 2


async def test_an_attempt_counts_when_it_begins(ada: Caller, database: Database) -> None:
    Trouble.left, Trouble.hangs = 2, 60
    await _ring(database, ada)
    batch = asyncio.create_task(drain(database, ada.organization_id))
    await asyncio.sleep(0.3)
    batch.cancel()
    await asyncio.gather(batch, return_exceptions=True)
    await _a_second_ago(database, ada)
    await drain(database, ada.organization_id)

    alone = asyncio.create_task(_try_due(database, ada))
    await asyncio.sleep(0.3)
    alone.cancel()
    await asyncio.gather(alone, return_exceptions=True)
    (waiting,) = await _deliveries(database, ada)
    assert (waiting["attempts"], waiting["due_at"] > now()) == (1, True)


@pytest.mark.parametrize("limit", ["BATCH_TIMEOUT", "DELIVERY_TIMEOUT"])
async def test_a_listener_that_hangs_is_cut_off_and_counted(
    ada: Caller, database: Database, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(relaying, limit, 0.2)
    Trouble.left, Trouble.hangs = 1, 60 if limit == "BATCH_TIMEOUT" else 0
    await _ring(database, ada)
    assert (await drain(database, ada.organization_id)).split
    if limit == "DELIVERY_TIMEOUT":
        Trouble.left, Trouble.hangs = 1, 60
        assert await _try_due(database, ada) == [False]
        (waiting,) = await _deliveries(database, ada)
        assert (waiting["attempts"], "Timeout" in waiting["last_error"]) == (1, True)
        await _a_second_ago(database, ada)
    assert await _try_due(database, ada) == [True]


async def test_only_organizations_with_work_are_listed(
    ada: Caller, stranger: Caller, database: Database
) -> None:
    for caller in (ada, stranger):
        await drain(database, caller.organization_id)
    await _ring(database, ada)
    waiting = await database.across_tenants("waiting_organizations", now())
    assert ("inside", ada.organization_id) in map(tuple, waiting)
    assert stranger.organization_id not in {row["organization_id"] for row in waiting}
