"""The outbox: work outside the transaction (mail, documents), enqueued by it, with retry.

Done outside any transaction, so that no database connection waits for a network: read and mark
the attempt, COMMIT, do it, then record the result and drop the row in one last transaction. A
lease, which is renewed while the work goes on, keeps other workers away.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import structlog
from prometheus_client import Histogram
from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Database, Lane, Owned, TenantSession
from app.core.data.statements import sql
from app.core.events.destinations import Destinations, PermanentFailure
from app.core.events.dispatcher import LAST_ATTEMPT, next_attempt
from app.core.runtime import Gateway, Runtime
from app.core.security.actors import Actor
from app.core.traces import TRACES
from app.core.values.clock import now

log = structlog.get_logger()

#: How long a task that a dead worker has left stays untried.
LEASE = timedelta(seconds=15)
#: How long one task may take.
SECONDS: dict[Lane, int] = {"outside": 60, "long": 3600}
#: Tasks of one organization that run at a time: more than go to one destination.
AT_ONCE: dict[Lane, int] = {"outside": 6, "long": 1}
#: How long one organization begins tasks before it is another's turn.
_TURN_SECONDS = 1

TASK_SECONDS = Histogram(
    "chamado_outbox_task_seconds",
    "Time of an attempt at an outbox task.",
    ["kind", "outcome"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 600),
)

Record = Callable[[TenantSession], Awaitable[None]]


class OutboxTask(Owned, Base):
    """One thing to do outside; the row goes when it is done."""

    __tablename__ = "outbox_tasks"
    __table_args__ = (
        Index(None, "organization_id", "lane", "due_at"),
        Index(
            None,
            *("organization_id", "given_up_at"),
            postgresql_where=text("given_up_at is not null"),
        ),
    )

    #: The slots it takes while it is done.
    lane: Mapped[str]
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    due_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]
    #: No more attempts from here on, unless somebody asks for one.
    given_up_at: Mapped[datetime | None]
    #: The span in which it was enqueued.
    traceparent: Mapped[str | None]


@dataclass(frozen=True, slots=True)
class TaskContext:
    """Context of an outbox task: the gateways, and short transactions of its organization."""

    runtime: Runtime
    organization_id: UUID
    task_id: UUID
    #: How many times it has been tried, this time included.
    attempts: int

    @property
    def database(self) -> Database:
        return self.runtime.database

    def gateway(self, kind: Callable[..., Gateway]) -> Gateway:
        """The gateway of a kind, asked for by its protocol."""
        return self.runtime.gateway(kind)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[TenantSession]:
        async with self.database.transaction(Actor(self.organization_id)) as session:
            yield session


Handler = Callable[[TaskContext, dict[str, Any]], Awaitable[Record | None]]
handlers: dict[str, Handler] = {}
#: Kind of task -> where it goes.
destination_of: dict[str, str] = {}


def outbox_task(kind: str, *, destination: str = "") -> Callable[[Handler], Handler]:
    """Run the decorated function for tasks of this kind, which goes to a destination.

    It returns what to record; that runs in the transaction which drops the outbox_task, so the
    result is recorded exactly once even if the outbox_task itself had to be done twice.
    """

    def register(handler: Handler) -> Handler:
        handlers[kind] = handler
        destination_of[kind] = destination or kind
        return handler

    return register


def enqueue(session: TenantSession, kind: str, *, lane: Lane = "outside", **payload: Any) -> None:
    """Ask for an outbox task; it is done once this transaction is committed."""
    plain = json.loads(json.dumps(payload, default=str))
    trace = TRACES.traceparent()
    session.add(OutboxTask(lane=lane, kind=kind, payload=plain, due_at=now(), traceparent=trace))
    session.signals.add(lane)


_CLAIM = sql("""with free as (
           select id from outbox_tasks
            where organization_id = :organization_id and lane = :lane and due_at <= :now
              and kind <> all(:busy::text[])
            order by due_at limit 1
              for no key update skip locked)
       update outbox_tasks set attempts = attempts + 1, due_at = :until
        where organization_id = :organization_id and id in (select id from free)
    returning id, kind, payload::text as payload, attempts, traceparent""")
_EXTEND_LEASE = sql(
    """update outbox_tasks set due_at = :until
        where organization_id = :organization_id and id = :id and attempts = :attempts"""
)
_DROP = sql(
    "delete from outbox_tasks where organization_id = :organization_id and id = :id returning id"
)
_PUT_BACK = sql(
    """update outbox_tasks set due_at = :due_at, last_error = coalesce(:last_error, last_error),
              given_up_at = case when :due_at::timestamptz is null then :now::timestamptz end
        where organization_id = :organization_id and id = :id and attempts = :attempts"""
)


@dataclass(frozen=True, slots=True)
class Outbox:
    """The tasks of all organizations, as one process does them."""

    runtime: Runtime
    destinations: Destinations = field(default_factory=lambda: Destinations(destination_of))

    async def run(self, organization_id: UUID, lane: Lane) -> list[bool]:
        """Try the due tasks of an organization, for its turn; return of each whether it is done."""
        tried: list[asyncio.Task[bool]] = []
        ends = time.monotonic() + _TURN_SECONDS
        slots = asyncio.Semaphore(AT_ONCE[lane])
        async with asyncio.TaskGroup() as group:
            while time.monotonic() < ends:
                await slots.acquire()
                claimed = await self._claim(organization_id, lane)
                if claimed is None:
                    break
                task = group.create_task(self._try(organization_id, lane, claimed))
                task.add_done_callback(lambda _done: slots.release())
                tried.append(task)
        return [task.result() for task in tried]

    async def _claim(self, organization_id: UUID, lane: Lane) -> asyncpg.Record | None:
        async with self.runtime.database.transaction(Actor(organization_id)) as session:
            return await session.row(
                _CLAIM,
                lane=lane,
                busy=self.destinations.busy_kinds(),
                now=now(),
                until=now() + LEASE,
            )

    async def _try(self, organization_id: UUID, lane: Lane, claimed: asyncpg.Record) -> bool:
        task_id, kind, attempts = claimed["id"], claimed["kind"], claimed["attempts"]
        context = TaskContext(self.runtime, organization_id, task_id, attempts)
        began, outcome = time.monotonic(), "done"
        try:
            if attempts > LAST_ATTEMPT:
                raise PermanentFailure("Its last attempt was cut off.")
            with (
                self.destinations.of(kind).attempt(),
                TRACES.span(f"outbox {kind}", claimed["traceparent"]),
            ):
                async with asyncio.timeout(SECONDS[lane]), _lease_of(context):
                    record = await handlers[kind](context, json.loads(claimed["payload"]))
            async with context.transaction() as session:
                if await session.row(_DROP, id=task_id) is None:
                    return False  # somebody else has done it
                if record is not None:
                    await record(session)
        except Exception as error:
            log.exception("outbox_task_failed", kind=kind, task_id=str(task_id))
            again = None if isinstance(error, PermanentFailure) else next_attempt(attempts)
            outcome = "failed" if again else "given_up"
            async with context.transaction() as session:
                await session.rows(
                    _PUT_BACK,
                    id=task_id,
                    attempts=attempts,
                    due_at=again,
                    last_error=repr(error)[:500],
                    now=now(),
                )
            return False
        finally:
            TASK_SECONDS.labels(kind, outcome).observe(time.monotonic() - began)
        return True


@asynccontextmanager
async def _lease_of(context: TaskContext) -> AsyncIterator[None]:
    async def renew() -> None:
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            # Without a database for a while: the task goes on, and is recorded once all the same.
            with contextlib.suppress(Exception):
                async with context.transaction() as session:
                    await session.rows(
                        _EXTEND_LEASE,
                        id=context.task_id,
                        attempts=context.attempts,
                        until=now() + LEASE,
                    )

    renewing = asyncio.create_task(renew())
    try:
        yield
    finally:
        renewing.cancel()
        await asyncio.gather(renewing, return_exceptions=True)
