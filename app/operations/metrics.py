"""Metrics of a process, which answers with them on a port of its own, never on the public one.

Counters and histograms are where something happens; what is a state is looked at here, every few
seconds, so that no request pays for it. Of several processes that share a port, each may answer:
they count in files that all of them read.
"""

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import structlog
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, make_wsgi_app
from prometheus_client.multiprocess import MultiProcessCollector

from app.core.runtime import Runtime
from app.embedded.processes import CannotStartError
from app.operations.figures import queues, waiting_work
from app.operations.heartbeat import last_heartbeat, last_runs

log = structlog.get_logger()

_LOOK_SECONDS = 5

_POOL_SIZE = Gauge(
    "chamado_pool_size", "Connections that may be in use.", ["pool"], multiprocess_mode="livesum"
)
_POOL_IN_USE = Gauge(
    "chamado_pool_in_use", "Connections in use.", ["pool"], multiprocess_mode="livesum"
)
_POOL_WAITS = Counter("chamado_pool_waits", "Times somebody waited for a connection.", ["pool"])
_CREDENTIALS = Gauge(
    "chamado_credentials_cached", "Verified credentials in the cache.", multiprocess_mode="livesum"
)
_VERIFIED = Counter("chamado_credentials_verified", "Credentials that were not in the cache.")

_QUEUE_LENGTH = Gauge("chamado_queue_length", "Visits that are queued or run.", ["lane"])
_QUEUE_OLDEST = Gauge("chamado_queue_oldest_seconds", "Age of the oldest of them.", ["lane"])
_WAITING = Gauge("chamado_work_waiting", "Events, deliveries, outbox tasks that wait.", ["work"])
_WAITING_OLDEST = Gauge(
    "chamado_work_oldest_seconds", "Time since the oldest of them was due.", ["work"]
)
_DEAD = Gauge("chamado_dead_letters", "Work that was given up.", ["work"])
_LAST_RUN = Gauge(
    "chamado_schedule_last_run_timestamp_seconds", "Start of the last round.", ["schedule"]
)
_HEARTBEAT = Gauge("chamado_worker_heartbeat_timestamp_seconds", "Last sign of life of any worker.")

JOB_SECONDS = Histogram(
    "chamado_job_seconds",
    "Time of a visit (by lane) or of a sweep (by name).",
    ["name", "outcome"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)

Look = Callable[[Runtime], Awaitable[None]]


@asynccontextmanager
async def observed(runtime: Runtime, port: int, *looks: Look) -> AsyncIterator[None]:
    """Look every few seconds, and answer on the port (0: on none), for the length of a block."""
    if not port:
        yield
        return
    with _answering(runtime.settings.metrics_host, port):
        looking = asyncio.create_task(_look_for_ever(runtime, looks))
        try:
            yield
        finally:
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)


async def look_at_process(runtime: Runtime) -> None:
    """States of this process."""
    database = runtime.database
    for name, pool in (("read", database.reads), ("write", database.changes)):
        _POOL_SIZE.labels(name).set(pool.size)
        _POOL_IN_USE.labels(name).set(pool.in_use)
        _POOL_WAITS.labels(name).inc(pool.take_waits())
    _CREDENTIALS.set(len(runtime.credentials))
    _VERIFIED.inc(runtime.credentials.take_verified())


async def look_at_installation(runtime: Runtime) -> None:
    """States that all processes share: each worker tells them, and all tell the same."""
    for each in await queues(runtime):
        _QUEUE_LENGTH.labels(each.work).set(each.count)
        _QUEUE_OLDEST.labels(each.work).set(each.oldest_seconds)
    for each in await waiting_work(runtime):
        _WAITING.labels(each.work).set(each.count)
        _WAITING_OLDEST.labels(each.work).set(each.oldest_seconds)
        _DEAD.labels(each.work).set(each.dead)
    for schedule, at in (await last_runs(runtime)).items():
        _LAST_RUN.labels(schedule).set(at.timestamp())
    if heartbeat := await last_heartbeat(runtime):
        _HEARTBEAT.set(heartbeat.at.timestamp())


async def _look_for_ever(runtime: Runtime, looks: tuple[Look, ...]) -> None:
    while True:
        for look in looks:
            try:
                await look(runtime)
            except Exception as error:  # noqa: BLE001 - the next look may succeed
                log.warning("metrics_not_looked_at", look=look.__name__, error=repr(error))
        await asyncio.sleep(_LOOK_SECONDS)


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Scrapes are not worth a line."""


class _SharedServer(_Server):
    allow_reuse_port = True


@contextmanager
def _answering(host: str, port: int) -> Iterator[None]:
    # A thread of its own: it answers while the event loop is busy, which is when one looks.
    shared = "PROMETHEUS_MULTIPROC_DIR" in os.environ  # as `chamado serve --processes` sets it
    registry = REGISTRY
    if shared:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # it brings no types
    server_class = _SharedServer if shared else _Server
    try:
        server = make_server(host, port, make_wsgi_app(registry), server_class, _Quiet)
    except OSError as error:
        raise CannotStartError(
            f"Port {port} of {host} cannot be used for metrics ({error.strerror})."
        ) from error
    thread = threading.Thread(target=server.serve_forever, name="metrics", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
