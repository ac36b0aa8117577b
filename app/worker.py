"""The worker: delivers events, runs outbox tasks and sweeps."""

import asyncio
import functools
import sys
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from arq import cron
from arq.connections import RedisSettings
from arq.worker import Worker, func

from app.core import logs
from app.core.events.dispatcher import deliver, dispatch
from app.core.events.outbox import due_tasks, run_task
from app.core.events.queue import QUEUE
from app.core.events.schedule import sweeps
from app.core.runtime import Runtime
from app.core.security.actors import Actor
from app.core.settings import Settings
from app.core.values.clock import now
from app.domains import import_jobs
from app.embedded.processes import freeze_start_up
from app.gateways.dns import DnsResolver, Resolver
from app.gateways.mail import Mailer, mailer_from
from app.gateways.storage import Storage, storage_from
from app.operations.runtime import Pools, runtime_for

log = structlog.get_logger()

JOB_SECONDS = 60
#: A long job says that it goes on; a mail or a document has a timeout of its own.
OUTBOX_TASK_SECONDS = 3600


def run_worker(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT; then finish what runs, or hand it back to the queue."""
    logs.configure(as_json=settings.logs_as_json)
    import_jobs()

    opened = runtime_for(
        settings,
        {
            Mailer: mailer_from(settings.smtp_url, settings.home / "outbox"),
            Resolver: DnsResolver(settings.dns_servers),
            Storage: storage_from(settings.storage_url, settings.home / "files"),
        },
        Pools(write=8, read=2),
        verifies_credentials=False,
    )
    connections = AsyncExitStack()

    async def start(ctx: dict[str, Any]) -> None:
        ctx["runtime"] = await connections.enter_async_context(opened())
        freeze_start_up()
        log.info("worker_ready", sweeps=sorted(sweeps))

    async def stop(ctx: dict[str, Any]) -> None:  # noqa: ARG001 - as arq calls it
        await connections.aclose()

    asyncio.set_event_loop(asyncio.new_event_loop())
    Worker(
        functions=[
            func(
                _logged(job),
                name=name,
                keep_result=0,
                max_tries=3,
                timeout=OUTBOX_TASK_SECONDS if name == "outbox_task" else JOB_SECONDS,
            )
            for name, job in JOB_FUNCTIONS.items()
        ],
        cron_jobs=[
            cron(make_rounds, second=set(range(0, 60, 2)), keep_result=0, run_at_startup=True)
        ],
        redis_settings=RedisSettings.from_dsn(settings.redis_url),
        queue_name=QUEUE,
        on_startup=start,
        on_shutdown=stop,
        job_completion_wait=20,
        max_jobs=8,
        poll_delay=0.1,
    ).run()


async def work(ctx: dict[str, Any], organization_id: str) -> None:
    """Queue whatever waits in one organization."""
    runtime: Runtime = ctx["runtime"]
    for d in await dispatch(runtime.database, UUID(organization_id)):
        job_id = f"deliver:{organization_id}:{d.seq}:{d.listener}:{d.turn}"
        await runtime.queue.push("deliver", organization_id, d.seq, d.listener, job_id=job_id)
    for task_id, attempts in await due_tasks(runtime.database, UUID(organization_id)):
        job_id = f"outbox_task:{task_id}:{attempts}"
        await runtime.queue.push("outbox_task", organization_id, str(task_id), job_id=job_id)


async def deliver_event(ctx: dict[str, Any], organization_id: str, seq: int, listener: str) -> None:
    """Let one listener take one event."""
    runtime: Runtime = ctx["runtime"]
    await deliver(runtime.database, UUID(organization_id), seq, listener)


async def run_outbox_task(ctx: dict[str, Any], organization_id: str, task_id: str) -> None:
    """Do one thing in the outside world."""
    runtime: Runtime = ctx["runtime"]
    await run_task(runtime, UUID(organization_id), UUID(task_id))


async def sweep(ctx: dict[str, Any], name: str, organization_id: str) -> None:
    """Make one sweep's round in one organization."""
    runtime: Runtime = ctx["runtime"]
    _interval, run = sweeps[name]
    async with runtime.database.transaction(Actor(UUID(organization_id))) as session:
        await run(session)


async def make_rounds(ctx: dict[str, Any]) -> None:
    """Find what a crash or a lost signal left behind, and start the sweeps that are due."""
    runtime: Runtime = ctx["runtime"]
    waiting = await runtime.database.organizations("waiting_organizations($1)", now())
    for organization_id in waiting:
        # Not the id that the API uses: a worker that was killed keeps that one taken for a minute.
        job_id = f"round:{organization_id}:{round(now().timestamp()) // 10}"
        await runtime.queue.push("work", str(organization_id), job_id=job_id)
    for name, (interval, _run) in sweeps.items():
        if await _is_due(runtime, name, interval):
            for organization_id in await runtime.database.organizations("all_organizations()"):
                job_id = f"sweep:{name}:{organization_id}"
                await runtime.queue.push("sweep", name, str(organization_id), job_id=job_id)


async def _is_due(runtime: Runtime, name: str, interval: timedelta) -> bool:
    # The first worker to set the key makes the round; it expires when the next one is due.
    key = f"chamado:sweep:{name}"
    expires = interval // timedelta(milliseconds=1)
    return bool(await runtime.queue.redis.set(key, 1, nx=True, px=expires))


JOB_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "work": work,
    "deliver": deliver_event,
    "outbox_task": run_outbox_task,
    "sweep": sweep,
}


def _logged(job: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(job)
    async def run(ctx: dict[str, Any], *args: Any) -> None:
        started = time.perf_counter()
        try:
            await job(ctx, *args)
        finally:
            log.info(
                "job",
                job=job.__name__,
                job_id=ctx["job_id"],
                attempt=ctx["job_try"],
                ms=round((time.perf_counter() - started) * 1000, 1),
                failed=sys.exc_info()[0] is not None,
            )

    return run
