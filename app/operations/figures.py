"""Figures of the whole installation: what waits, for how long, and what was given up."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import get_args

from app.core.data.database import Lane
from app.core.events.queue import queue_of
from app.core.runtime import Runtime
from app.core.values.clock import now


@dataclass(frozen=True, slots=True)
class Waiting:
    """Work of one kind that waits, over all organizations."""

    work: str
    count: int
    oldest_seconds: float
    #: Given up after the last attempt; nothing happens to it until somebody decides.
    dead: int = 0


async def waiting_work(runtime: Runtime) -> list[Waiting]:
    """Events, deliveries and outbox tasks, as the database has them."""
    rows = await runtime.database.across_tenants("waiting_work")
    return [Waiting(row["work"], row["waiting"], _age(row["oldest"]), row["dead"]) for row in rows]


async def queues(runtime: Runtime) -> list[Waiting]:
    """Visits that are queued or run, lane by lane."""
    found = []
    for lane in get_args(Lane):
        queue = queue_of(lane)
        length = await runtime.queue.redis.zcard(queue)
        first = await runtime.queue.redis.zrange(queue, 0, 0, withscores=True)
        since = datetime.fromtimestamp(first[0][1] / 1000, UTC) if first else None
        found.append(Waiting(lane, length, _age(since)))
    return found


def _age(since: datetime | None) -> float:
    """Seconds since then; what is due later has not waited yet."""
    return max(0.0, (now() - since).total_seconds()) if since else 0.0
