"""Whoever listens hears every event: at least once by the log, exactly once in effect."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

import pytest

from app.core.data.counters import next_number
from app.core.data.database import Database, TenantSession
from app.core.data.statements import Statement
from app.core.events import dispatcher as relaying
from app.core.events.dispatcher import deliver, dispatch
from app.core.events.event_log import Event, announce, listeners, on
from app.core.security.actors import Actor
from app.core.values.clock import now
from app.core.values.ids import new_id
from tests.callers import Caller, Drain


class Rang(Event):
    name: ClassVar = "test.rang"
    label: ClassVar = "Rang"
    subject: ClassVar = "bell"
    bell_id: UUID


@pytest.fixture(autouse=True)
async def all_heard(ada: Caller, drain: Drain) -> None:
    """What the organization's founding set off is done before the bells ring."""
    await drain(ada.organization_id)


class Trouble:
    """How often the listener shall fail before it hears."""

    left = 0


@pytest.fixture(autouse=True)
def counting_listener() -> Iterator[str]:
    """Counts each event it takes, in the counter `rang`."""
    Trouble.left = 0

    @on(Rang)
    async def count(session: TenantSession, _event: Rang) -> None:
        await next_number(session, "rang")
        if Trouble.left:
            Trouble.left -= 1
            raise RuntimeError("no ears today")

    (name,) = listeners[Rang.name]
    yield name
    listeners.pop(Rang.name)


_COUNT = Statement(
    """select coalesce(max(value), 0) as value from counters
        where organization_id = $1 and name = 'rang'""",
    ("organization_id",),
    {},
)
_DELIVERIES = Statement(
    """select seq, due_at, attempts, last_error from deliveries
        where organization_id = $1 order by seq""",
    ("organization_id",),
    {},
)
_HURRY = Statement(
    "update deliveries set due_at = $2 where organization_id = $1", ("organization_id", "now"), {}
)


async def _ring(database: Database, ada: Caller, times: int = 1) -> None:
    async with database.transaction(ada.actor) as session:
        for _ in range(times):
            announce(session, Rang(bell_id=new_id()))


async def _count(database: Database, ada: Caller) -> int:
    async with database.transaction(ada.actor) as session:
        row = await session.row(_COUNT)
        assert row is not None
        return int(row["value"])


async def test_an_event_that_is_queued_five_times_is_taken_once(
    ada: Caller, database: Database, counting_listener: str
) -> None:
    await _ring(database, ada, times=3)
    queued = list(await dispatch(database, ada.organization_id))
    taken = await asyncio.gather(
        *(deliver(database, ada.organization_id, q.seq, q.listener) for q in queued * 5)
    )
    assert [q.listener for q in queued] == [counting_listener] * 3
    assert sum(taken) == 3
    assert await _count(database, ada) == 3


async def test_two_relays_at_once_make_each_delivery_once(ada: Caller, database: Database) -> None:
    await _ring(database, ada, times=20)
    both = await asyncio.gather(*(dispatch(database, ada.organization_id) for _ in range(4)))
    seqs = [q.seq for queued in both for q in queued]
    assert len(seqs) == len(set(seqs)) == 20


async def test_a_listener_that_fails_leaves_no_half_and_is_asked_again(
    ada: Caller, database: Database
) -> None:
    Trouble.left = 1
    await _ring(database, ada)
    (queued,) = await dispatch(database, ada.organization_id)
    assert not await deliver(database, ada.organization_id, queued.seq, queued.listener)
    assert await _count(database, ada) == 0
    async with database.transaction(ada.actor) as session:
        (waiting,) = await session.rows(_DELIVERIES)
    assert (waiting["attempts"], "no ears today" in waiting["last_error"]) == (1, True)
    assert waiting["due_at"] > now()

    assert await dispatch(database, ada.organization_id) == []
    async with database.transaction(ada.actor) as session:
        await session.rows(_HURRY, now=now() - timedelta(seconds=1))
    (again,) = await dispatch(database, ada.organization_id)
    assert again.turn > queued.turn
    assert await deliver(database, ada.organization_id, again.seq, again.listener)
    assert await _count(database, ada) == 1


async def test_retries_end_and_the_delivery_stays_for_a_person_to_see(
    ada: Caller, database: Database
) -> None:
    Trouble.left = 1000
    await _ring(database, ada)
    (queued,) = await dispatch(database, ada.organization_id)
    for _ in range(len(relaying.BACKOFF) + 1):
        await deliver(database, ada.organization_id, queued.seq, queued.listener)
    async with database.transaction(ada.actor) as session:
        (dead,) = await session.rows(_DELIVERIES)
    assert (dead["due_at"], dead["attempts"]) == (None, len(relaying.BACKOFF) + 1)
    assert await dispatch(database, ada.organization_id) == []


async def test_only_organizations_with_work_are_listed(
    ada: Caller, stranger: Caller, database: Database
) -> None:
    for caller in (ada, stranger):
        await dispatch(database, caller.organization_id)
    await _ring(database, ada)
    waiting = await database.organizations("waiting_organizations($1)", now())
    assert ada.organization_id in waiting
    assert stranger.organization_id not in waiting
    assert Actor(ada.organization_id).kind == "system"
