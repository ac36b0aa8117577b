"""The sweep that deletes expired answers of idempotency keys."""

from app.core.data.database import TenantSession
from app.core.data.statements import sql
from app.core.events.schedule import every
from app.core.values.clock import now

_FORGET = sql(
    "delete from idempotency_keys where organization_id = :organization_id and expires_at < :now"
)


@every(hours=1)
async def delete_expired_answers(session: TenantSession) -> None:
    """An Idempotency-Key is kept for a day."""
    await session.rows(_FORGET, now=now())
