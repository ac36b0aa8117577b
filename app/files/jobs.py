"""What files need without being asked for: results of jobs go after a week."""

from typing import Any

from sqlalchemy import delete, select

from app.core.clock import now
from app.core.database import TenantSession
from app.core.long_jobs import Job
from app.core.outbox import Outside, Record, errand, send_out
from app.core.schedule import every
from app.gateways.storage import Storage


@every(hours=1)
async def forget_results(session: TenantSession) -> None:
    """A job and its result go when they expire."""
    expired = select(Job).where(Job.expires_at < now()).limit(500)
    for job in (await session.scalars(expired)).all():
        if job.result_key is not None:
            send_out(session, "erase", keys=[job.result_key])
        await session.execute(delete(Job).where(Job.id == job.id))


@errand("erase")
async def erase(outside: Outside, what: dict[str, Any]) -> Record | None:
    """Delete bytes from the storage."""
    for key in what["keys"]:
        await outside.gateway(Storage).delete(key)
    return None
