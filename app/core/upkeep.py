"""What the kernel tidies up: stored answers that nobody can ask for again."""

from app.core.clock import now
from app.core.database import TenantSession
from app.core.schedule import every
from app.core.statements import Statement

_FORGET = Statement(
    "delete from idempotency_keys where organization_id = $1 and expires_at < $2",
    ("organization_id", "now"),
    {},
)


@every(hours=1)
async def forget_old_answers(session: TenantSession) -> None:
    """An Idempotency-Key is kept for a day."""
    await session.rows(_FORGET, now=now())
