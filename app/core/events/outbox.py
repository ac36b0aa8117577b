"""The outbox: work outside the transaction (mail, documents), enqueued by it, with retry.

Done outside any transaction, so that no database connection waits for a network: read and mark
the attempt, COMMIT, do it, then record the result and drop the row in one last transaction.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Database, Owned, TenantSession
from app.core.data.statements import sql
from app.core.events.dispatcher import next_attempt
from app.core.runtime import Gateway, Runtime
from app.core.security.actors import Actor
from app.core.values.clock import now

log = structlog.get_logger()

#: How long an outbox_task may take before another worker tries it.
LEASE = timedelta(seconds=60)

Record = Callable[[TenantSession], Awaitable[None]]


class OutboxTask(Owned, Base):
    """One thing to do outside; the row goes when it is done."""

    __tablename__ = "outbox_tasks"
    __table_args__ = (Index(None, "organization_id", "due_at"),)

    kind: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    due_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]


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

    async def extend_lease(self) -> None:
        """Say that the work goes on: until the lease is over nobody else tries it."""
        async with self.transaction() as session:
            await session.rows(_EXTEND_LEASE, id=self.task_id, due_at=now() + LEASE)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[TenantSession]:
        async with self.database.transaction(Actor(self.organization_id)) as session:
            yield session


Handler = Callable[[TaskContext, dict[str, Any]], Awaitable[Record | None]]
handlers: dict[str, Handler] = {}


class PermanentFailure(Exception):
    """Trying again would not help: a refused address, a file that is no picture."""


def outbox_task(kind: str) -> Callable[[Handler], Handler]:
    """Run the decorated function for tasks of this kind.

    It returns what to record; that runs in the transaction which drops the outbox_task, so the
    result is recorded exactly once even if the outbox_task itself had to be done twice.
    """

    def register(handler: Handler) -> Handler:
        handlers[kind] = handler
        return handler

    return register


def enqueue(session: TenantSession, kind: str, **payload: Any) -> None:
    """Ask for an outbox_task; it is done once this transaction is committed."""
    plain = json.loads(json.dumps(payload, default=str))
    session.add(OutboxTask(kind=kind, payload=plain, due_at=now()))
    session.signals.add("work")


_CLAIM = sql("""update outbox_tasks set attempts = attempts + 1, due_at = :due_at
        where organization_id = :organization_id and id = :id and due_at <= :now
    returning kind, payload::text as payload, attempts""")
_DUE = sql(
    """select id, attempts from outbox_tasks
        where organization_id = :organization_id and due_at <= :now limit 200"""
)
_EXTEND_LEASE = sql(
    "update outbox_tasks set due_at = :due_at where organization_id = :organization_id and id = :id"
)
_DROP = sql(
    "delete from outbox_tasks where organization_id = :organization_id and id = :id returning id"
)
_PUT_BACK = sql(
    """update outbox_tasks set due_at = :due_at, last_error = :last_error
        where organization_id = :organization_id and id = :id"""
)


async def due_tasks(database: Database, organization_id: UUID) -> Sequence[tuple[UUID, int]]:
    """Due tasks, with the number of attempts so far."""
    async with database.read(Actor(organization_id)) as connection:
        rows = await connection.fetch(
            _DUE.sql, *_DUE.values({"organization_id": organization_id, "now": now()})
        )
    return [(row["id"], row["attempts"]) for row in rows]


async def run_task(runtime: Runtime, organization_id: UUID, task_id: UUID) -> bool:
    """Do one outbox_task, unless it is done or being done. Return whether it was done now."""
    database = runtime.database
    actor = Actor(organization_id)
    async with database.transaction(actor) as session:
        claimed = await session.row(_CLAIM, id=task_id, now=now(), due_at=now() + LEASE)
    if claimed is None:
        return False
    context = TaskContext(runtime, organization_id, task_id, claimed["attempts"])
    try:
        record = await handlers[claimed["kind"]](context, json.loads(claimed["payload"]))
        async with database.transaction(actor) as session:
            if await session.row(_DROP, id=task_id) is None:
                return False
            if record is not None:
                await record(session)
    except Exception as error:
        log.exception("outbox_task_failed", kind=claimed["kind"], task_id=str(task_id))
        again = None if isinstance(error, PermanentFailure) else next_attempt(claimed["attempts"])
        async with database.transaction(actor) as session:
            await session.rows(_PUT_BACK, id=task_id, due_at=again, last_error=repr(error)[:500])
        return False
    return True
