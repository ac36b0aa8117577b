"""A lane is woken once, however often, and what goes outside holds up nothing else."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from app.core.data.database import Lane
from app.core.events import destinations, outbox
from app.core.events.destinations import Destination, PermanentFailure
from app.core.events.outbox import Outbox, Record, TaskContext, enqueue, handlers, outbox_task
from app.core.events.queue import Queue, queue_of
from app.core.runtime import Runtime
from app.core.security.actors import Actor
from app.core.values.ids import new_id
from tests.callers import Caller, Drain
from tests.patience import PATIENCE


@pytest.fixture
async def queue(app: FastAPI) -> Queue:
    runtime: Runtime = app.state.runtime
    return runtime.queue


async def _waiting(queue: Queue, lane: Lane, organization_id: UUID) -> list[str]:
    """Names of the visits of an organization that wait in a lane."""
    names = await queue.redis.zrange(queue_of(lane), 0, -1)
    return [name.decode() for name in names if str(organization_id) in name.decode()]


async def test_what_waits_is_queued_once_and_what_began_can_be_queued_again(queue: Queue) -> None:
    organization_id = new_id()
    for _ in range(5):
        await queue.wake("inside", organization_id)
    assert len(await _waiting(queue, "inside", organization_id)) == 1
    # As if a worker had taken it, and been killed: nothing but the round tells.
    await queue.begin("inside", organization_id)
    for _ in range(5):
        await queue.wake("inside", organization_id)
    assert len(await _waiting(queue, "inside", organization_id)) == 2
    assert await _waiting(queue, "outside", organization_id) == []


async def test_a_round_of_a_sweep_is_queued_once(queue: Queue) -> None:
    organization_id = new_id()
    for number in (1, 1, 2):
        await queue.push_sweep("toys.jobs.wind_up", organization_id, number)
    assert len(await _waiting(queue, "background", organization_id)) == 2


def test_a_destination_takes_so_much_at_a_time() -> None:
    place = Destination()
    attempts = [place.attempt() for _ in range(destinations.AT_ONCE)]
    for each in attempts:
        assert place.is_free()
        each.__enter__()
    assert not place.is_free()
    attempts[0].__exit__(None, None, None)
    assert place.is_free()


def test_a_destination_that_does_not_answer_is_asked_less_and_less(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seconds = 0.0
    monkeypatch.setattr(destinations, "monotonic", lambda: seconds)
    place = Destination()
    for _ in range(destinations.TOLERATED):
        assert place.is_free()
        _fail(place, OSError("silent"))
    waits = []
    for _ in range(8):
        assert not place.is_free()
        waits.append(place.closed_until - seconds)
        seconds = place.closed_until
        assert place.is_free()
        _fail(place, OSError("silent"))
    assert waits == [2, 4, 8, 16, 32, 60, 60, 60]

    seconds = place.closed_until
    with place.attempt():
        assert not place.is_free()  # one attempt, no more
    assert place.is_free()


def test_an_answer_closes_the_breaker_even_a_refusal() -> None:
    for answer in (None, PermanentFailure("no such mailbox")):
        place = Destination(failures=destinations.TOLERATED)
        if answer is None:
            with place.attempt():
                pass
        else:
            _fail(place, answer)
        assert place.failures == 0
        assert place.is_free()


def _fail(place: Destination, error: Exception) -> None:
    with pytest.raises(type(error)), place.attempt():
        raise error


@dataclass
class Outside:
    """Two places: one is silent until it is told to answer, the other answers at once."""

    answers: asyncio.Event = field(default_factory=asyncio.Event)
    silent_asked: int = 0
    prompt_asked: asyncio.Event = field(default_factory=asyncio.Event)


@pytest.fixture
def outside() -> Iterator[Outside]:
    places = Outside()

    @outbox_task("silent_task", destination="silent")
    async def ask_the_silent(_context: TaskContext, _payload: dict[str, Any]) -> Record | None:
        places.silent_asked += 1
        await places.answers.wait()
        return None

    @outbox_task("prompt_task", destination="prompt")
    async def ask_the_prompt(_context: TaskContext, _payload: dict[str, Any]) -> Record | None:
        places.prompt_asked.set()
        return None

    yield places
    for kind in ("silent_task", "prompt_task"):
        del handlers[kind], outbox.destination_of[kind]


async def test_a_silent_destination_holds_up_no_other(
    app: FastAPI, ada: Caller, drain: Drain, outside: Outside
) -> None:
    await drain(ada.organization_id)
    runtime: Runtime = app.state.runtime
    async with runtime.database.transaction(Actor(ada.organization_id)) as session:
        for _ in range(10):
            enqueue(session, "silent_task")
        await session.flush()
        enqueue(session, "prompt_task")
    working = asyncio.create_task(Outbox(runtime).run(ada.organization_id, "outside"))
    async with asyncio.timeout(PATIENCE):
        await outside.prompt_asked.wait()
    assert outside.silent_asked == destinations.AT_ONCE
    outside.answers.set()
    assert all(await working)
    await drain(ada.organization_id)
    assert outside.silent_asked == 10
