"""Sweeps of the kernel: expired answers of idempotency keys, and what was given up long ago."""

from datetime import timedelta

from app.core.data.database import TenantSession
from app.core.data.statements import sql
from app.core.events.schedule import every
from app.core.values.clock import now

_FORGET = sql(
    "delete from idempotency_keys where organization_id = :organization_id and expires_at < :now"
)
#: What was given up can be looked at, and retried, for so long.
KEPT = timedelta(days=90)
_FORGET_GIVEN_UP = [
    sql(f"delete from {table} where organization_id = :organization_id and given_up_at < :before")  # noqa: S608 - two names of ours
    for table in ("deliveries", "outbox_tasks")
]


@every(hours=1, organizations="with_expired_answers")
async def delete_expired_answers(session: TenantSession) -> None:
    """Delete the answers whose time is over, which was fixed when they were kept."""
    await session.rows(_FORGET, now=now())


@every(hours=24, organizations="with_old_given_up_work")
async def delete_old_given_up_work(session: TenantSession) -> None:
    """Deliveries and outbox tasks that nobody retried or discarded go."""
    for forget in _FORGET_GIVEN_UP:
        await session.rows(forget, before=now() - KEPT)
