"""A job says how far it is, ends once whatever is killed, and says when it has failed."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from app.core.events import outbox
from app.core.events.outbox import Outbox, OutboxTask, handlers
from app.core.security.actors import Actor
from app.core.values.clock import now
from app.files.long_jobs.service import Result, Running, job, start_job
from tests.callers import Caller
from tests.patience import PATIENCE

KIND = "job_of_a_test"


class Work:
    """A job that does what the test wants next."""

    def __init__(self) -> None:
        self.failures: list[Exception] = []
        self.done = 0

    async def __call__(self, running: Running, _payload: dict[str, Any]) -> Result:
        await running.progress(1, 2)
        if self.failures:
            raise self.failures.pop(0)
        self.done += 1
        await running.progress(2, 2)
        return Result({"rows": 2})


@pytest.fixture
def work() -> Iterator[Work]:
    work = Work()
    job(KIND)(work)
    yield work
    del handlers[KIND]


async def _start(app: FastAPI, caller: Caller) -> UUID:
    actor = Actor(caller.organization_id, caller.person_id, "person")
    async with app.state.runtime.database.transaction(actor) as session:
        return start_job(session, KIND).id


async def _run(app: FastAPI, caller: Caller) -> bool:
    """Let a worker take what is due, as if every lease and pause were over."""
    database = app.state.runtime.database
    async with database.transaction(Actor(caller.organization_id)) as session:
        waiting = update(OutboxTask).where(OutboxTask.due_at.is_not(None))
        await session.execute(waiting.values(due_at=now()))
    (done,) = await Outbox(app.state.runtime).run(caller.organization_id, "long")
    return done


async def test_it_goes_from_queued_to_done(app: FastAPI, ada: Caller, work: Work) -> None:
    job_id = await _start(app, ada)
    assert (await ada.get(f"/v1/jobs/{job_id}"))["status"] == "queued"
    assert await _run(app, ada)
    found = await ada.get(f"/v1/jobs/{job_id}")
    assert (found["status"], found["progress_done"], found["progress_total"]) == ("done", 2, 2)
    assert (found["result"], found["result_name"]) == ({"rows": 2}, None)
    await ada.get(f"/v1/jobs/{job_id}/result", 404)


async def test_what_fails_is_tried_again_and_after_three_times_given_up(
    app: FastAPI, ada: Caller, work: Work
) -> None:
    job_id = await _start(app, ada)
    work.failures = [OSError("storage away"), OSError("storage away")]
    assert not await _run(app, ada)
    assert (await ada.get(f"/v1/jobs/{job_id}"))["status"] == "running"
    assert not await _run(app, ada)
    assert await _run(app, ada)
    assert (await ada.get(f"/v1/jobs/{job_id}"))["status"] == "done"

    job_id = await _start(app, ada)
    work.failures = [OSError("storage away")] * 3
    for _ in range(3):
        assert not await _run(app, ada)
    found = await ada.get(f"/v1/jobs/{job_id}")
    assert (found["status"], found["failure_code"]) == ("failed", "failed")
    assert found["finished_at"] is not None


async def test_a_worker_that_is_gone_is_replaced_and_the_result_is_there_once(
    app: FastAPI, ada: Caller, work: Work
) -> None:
    job_id = await _start(app, ada)

    class Gone(BaseException):
        """The process is killed: nothing after this line runs."""

    work.failures = [Gone()]  # type: ignore[list-item]  # no error: an end
    with pytest.raises(BaseExceptionGroup) as ended:
        await _run(app, ada)
    assert ended.group_contains(Gone)
    assert (await ada.get(f"/v1/jobs/{job_id}"))["status"] == "running"
    # While the lease lasts nobody else takes it; afterwards somebody does.
    assert await Outbox(app.state.runtime).run(ada.organization_id, "long") == []
    assert await _run(app, ada)
    assert (await ada.get(f"/v1/jobs/{job_id}"))["status"] == "done"
    assert work.done == 1


async def test_the_lease_is_renewed_while_the_work_goes_on(
    app: FastAPI, ada: Caller, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "LEASE", timedelta(seconds=3))
    await _start(app, ada)
    seen = []

    async def lease(running: Running) -> datetime | None:
        async with running.context.transaction() as session:
            return (await session.fetch(OutboxTask, running.context.task_id)).due_at

    async def looking(running: Running, _payload: dict[str, Any]) -> Result:
        first = await lease(running)
        async with asyncio.timeout(PATIENCE):
            while await lease(running) == first:  # noqa: ASYNC110 - the database says it
                await asyncio.sleep(0.05)
        seen.append(await Outbox(app.state.runtime).run(ada.organization_id, "long"))
        return Result({})

    job(KIND)(looking)
    assert await _run(app, ada)
    assert seen == [[]]


async def test_who_lost_the_lease_puts_nothing_back(app: FastAPI, ada: Caller, work: Work) -> None:
    await _start(app, ada)
    lease = now() + timedelta(hours=1)

    async def slow(running: Running, _payload: dict[str, Any]) -> Result:
        async with running.context.transaction() as session:
            task = await session.fetch(OutboxTask, running.context.task_id)
            task.attempts, task.due_at = task.attempts + 1, lease  # another worker took it up
        raise OSError("too late")

    job(KIND)(slow)
    assert not await _run(app, ada)
    async with app.state.runtime.database.transaction(Actor(ada.organization_id)) as session:
        (task,) = await session.scalars(select(OutboxTask).where(OutboxTask.kind == KIND))
        assert (task.due_at, task.last_error) == (lease, None)


async def test_a_job_of_nobody_is_not_there(ada: Caller, app: FastAPI, work: Work) -> None:
    async with app.state.runtime.database.transaction(Actor(ada.organization_id)) as session:
        made = start_job(session, KIND)
    await ada.get(f"/v1/jobs/{made.id}", 404)
    await ada.get(f"/v1/jobs/{uuid4()}", 404)
