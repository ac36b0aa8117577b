"""The worker: lets listeners take events, does outbox tasks, runs sweeps; each in its own lane."""

import asyncio
import functools
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
import uvloop
from arq.connections import RedisSettings
from arq.worker import Worker, func
from redis.exceptions import RedisError

from app.core import logs
from app.core.data.database import Lane
from app.core.data.database_errors import refusal_from_database
from app.core.events.dispatcher import deliver, drain, due_deliveries
from app.core.events.outbox import Outbox
from app.core.events.queue import queue_of
from app.core.events.schedule import sweeps
from app.core.runtime import Runtime
from app.core.security.actors import Actor
from app.core.settings import Settings
from app.core.values.clock import now
from app.core.values.errors import Unavailable
from app.domains import import_jobs, import_tables
from app.embedded.processes import freeze_start_up
from app.gateways.dns import DnsResolver, Resolver
from app.gateways.mail import Mailer, mailer_from
from app.gateways.storage import Storage, storage_from
from app.gateways.travel import TravelTimes, travel_from
from app.operations.heartbeat import beat, note_run
from app.operations.metrics import (
    JOB_SECONDS,
    look_at_installation,
    look_at_process,
    observed,
)
from app.operations.runtime import Pools, runtime_for
from app.operations.traces import traced

log = structlog.get_logger()

_Job = Callable[..., Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class _Slots:
    """Slots of a lane: visits at a time, seconds for each, seconds between looks at its queue."""

    at_once: int
    seconds: int
    poll_seconds: float


#: What waits for a person (bell, clocks, assignment) shares nothing with what may take long.
LANES: dict[Lane, _Slots] = {
    "inside": _Slots(at_once=6, seconds=30, poll_seconds=0.05),
    "background": _Slots(at_once=4, seconds=60, poll_seconds=0.5),
    "outside": _Slots(at_once=8, seconds=90, poll_seconds=0.25),
    "long": _Slots(at_once=2, seconds=2 * 3600, poll_seconds=1),
}
#: Between two looks at what a crash or a lost signal left behind, and at what has become due.
_ROUND_SECONDS = 2
#: How long one organization begins deliveries before it is another's turn.
_TURN_SECONDS = 5
#: How long what runs may go on after SIGTERM.
_GRACE_SECONDS = 20


def run_worker(settings: Settings, database: str) -> None:
    """Work until SIGTERM or SIGINT; then finish what runs, or hand it back to the queue.

    `database` is where it works, in words.
    """
    logs.configure(as_json=settings.logs_as_json)
    import_jobs()
    import_tables()  # what refers to a file is found in them
    uvloop.run(_work(settings, database))


async def _work(settings: Settings, database: str) -> None:
    opened = runtime_for(
        settings,
        {
            Mailer: mailer_from(settings.smtp_url, settings.home / "outbox"),
            Resolver: DnsResolver(settings.dns_servers),
            Storage: storage_from(settings.storage_url, settings.home / "files"),
            TravelTimes: travel_from(settings.travel_url),
        },
        Pools(write=12, read=2),
        verifies_credentials=False,
    )
    async with (
        opened() as runtime,
        observed(runtime, settings.worker_metrics_port, look_at_process, look_at_installation),
        traced(settings, "worker"),
    ):
        context: dict[str, Any] = {"runtime": runtime, "outbox": Outbox(runtime)}
        stopping = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stopping.set)
        freeze_start_up()
        log.info("worker_ready", database=database, sweeps=sorted(sweeps))
        workers: dict[Lane, Worker] = {}
        running = [
            asyncio.create_task(_run_lane(lane, workers, settings, context)) for lane in LANES
        ]
        running.append(asyncio.create_task(_make_rounds(runtime, context["outbox"])))
        asked = asyncio.create_task(stopping.wait())
        done, _ = await asyncio.wait({asked, *running}, return_when=asyncio.FIRST_COMPLETED)
        await _finish(workers.values(), running)
        for ended in done - {asked}:
            ended.result()  # a worker that lacks a lane looks healthy and is not


async def _run_lane(
    lane: Lane, workers: dict[Lane, Worker], settings: Settings, context: dict[str, Any]
) -> None:
    """Run a lane for ever; without Valkey for a while, begin anew until it is back."""
    while True:
        worker = workers[lane] = _worker_of(lane, settings, context)
        try:
            await worker.async_run()
        except (RedisError, OSError) as error:
            log.warning("queue_lost", lane=lane, error=repr(error))
            await asyncio.sleep(1)


def _worker_of(lane: Lane, settings: Settings, context: dict[str, Any]) -> Worker:
    slots = LANES[lane]
    functions: list[_Job] = [visit]
    if lane == "background":
        functions.append(sweep)
    return Worker(
        functions=[
            func(_logged(each), name=each.__name__, keep_result=0, timeout=slots.seconds)
            for each in functions
        ],
        redis_settings=RedisSettings.from_dsn(settings.redis_url),
        queue_name=queue_of(lane),
        handle_signals=False,
        max_jobs=slots.at_once,
        poll_delay=slots.poll_seconds,
        job_timeout=slots.seconds,
        max_tries=3,
        ctx=dict(context),
    )


async def _finish(workers: Iterable[Worker], running: list[asyncio.Task[None]]) -> None:
    for each in workers:
        each.allow_pick_jobs = False
    jobs = [job for each in workers for job in each.tasks.values()]
    if jobs:
        await asyncio.wait(jobs, timeout=_GRACE_SECONDS)
    for task in (*running, *jobs):
        task.cancel()
    await asyncio.gather(*running, *jobs, return_exceptions=True)


async def visit(ctx: dict[str, Any], lane: Lane, organization_id: str) -> None:
    """Do what waits for an organization in one lane, for its turn; then it is another's."""
    runtime: Runtime = ctx["runtime"]
    organization = UUID(organization_id)
    await runtime.queue.begin(lane, organization)
    if await _WAYS[lane](ctx, organization):
        await runtime.queue.wake(lane, organization)


async def _drain(ctx: dict[str, Any], organization_id: UUID) -> bool:
    runtime: Runtime = ctx["runtime"]
    done = await drain(runtime.database, organization_id)
    if done.events:
        log.info(
            "drained",
            organization=str(organization_id),
            events=done.events,
            taken=done.taken,
            split=done.split,
        )
    return done.more


async def _deliver(ctx: dict[str, Any], organization_id: UUID) -> bool:
    runtime: Runtime = ctx["runtime"]
    ends = time.monotonic() + _TURN_SECONDS
    taken = False
    for seq, listener in await due_deliveries(runtime.database, organization_id):
        taken |= await deliver(runtime.database, organization_id, seq, listener)
        if time.monotonic() > ends:
            break
    return taken  # what failed, or is held by another worker, is for a later round


async def _do_tasks(ctx: dict[str, Any], organization_id: UUID, lane: Lane) -> bool:
    outbox: Outbox = ctx["outbox"]
    return bool(await outbox.run(organization_id, lane))


#: What a visit does in each lane; it says whether more waits.
_WAYS: dict[Lane, Callable[[dict[str, Any], UUID], Awaitable[bool]]] = {
    "inside": _drain,
    "background": _deliver,
    "outside": functools.partial(_do_tasks, lane="outside"),
    "long": functools.partial(_do_tasks, lane="long"),
}


async def sweep(ctx: dict[str, Any], name: str, organization_id: str) -> None:
    """Make one sweep's round in one organization."""
    runtime: Runtime = ctx["runtime"]
    async with runtime.database.transaction(Actor(UUID(organization_id))) as session:
        await sweeps[name].run(session)


async def _make_rounds(runtime: Runtime, outbox: Outbox) -> None:
    """Look again and again for what waits; a look that fails is made good by the next."""
    while True:
        try:
            await wake_waiting(runtime)
            await start_sweeps(runtime)
            await beat(runtime, outbox.destinations.silent())
        except Exception as error:
            if isinstance(refusal_from_database(error), Unavailable):
                log.warning("round_failed", error=repr(error)[:500])
            else:
                log.exception("round_failed")
        await asyncio.sleep(_ROUND_SECONDS)


async def wake_waiting(runtime: Runtime) -> None:
    """Wake the lanes of organizations whose work a crash or a lost signal left, or is due now."""
    for lane, organization_id in await runtime.database.across_tenants(
        "waiting_organizations", now()
    ):
        await runtime.queue.wake(lane, organization_id)


async def start_sweeps(runtime: Runtime) -> None:
    """Queue the sweeps whose round has come, where they have something due."""
    moment = now()
    for name, schedule in sweeps.items():
        number = int(moment.timestamp() // schedule.interval.total_seconds())
        made = f"chamado:swept:{name}:{number}"
        if await runtime.queue.redis.exists(made):
            continue
        for (organization_id,) in await runtime.database.across_tenants(
            schedule.organizations, moment
        ):
            await runtime.queue.push_sweep(name, organization_id, number)
        # Said last: a worker that dies on the way leaves the round to another.
        await runtime.queue.redis.set(made, 1, ex=schedule.interval)
        await note_run(runtime, name)


def _logged(job: _Job) -> _Job:
    @functools.wraps(job)
    async def run(ctx: dict[str, Any], *args: Any) -> None:
        started = time.perf_counter()
        try:
            await job(ctx, *args)
        except BaseException:
            log.warning("job_failed", job_id=ctx["job_id"], attempt=ctx["job_try"])
            raise
        finally:
            seconds, failed = time.perf_counter() - started, sys.exc_info()[0] is not None
            # The lane of a visit, the name of a sweep.
            JOB_SECONDS.labels(args[0], "failed" if failed else "done").observe(seconds)
            if job is sweep:
                log.info("job", job_id=ctx["job_id"], ms=round(seconds * 1000, 1), failed=failed)

    return run
