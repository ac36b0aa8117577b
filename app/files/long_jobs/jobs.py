"""The sweep that deletes old results of long jobs."""

from sqlalchemy import delete, select

from app.core.data.database import TenantSession
from app.core.events.outbox import enqueue
from app.core.events.schedule import every
from app.core.values.clock import now
from app.files.long_jobs.models import Job


@every(hours=1, organizations="with_old_job_results")
async def delete_old_results(session: TenantSession) -> None:
    """A job and its result go when they expire."""
    expired = select(Job).where(Job.expires_at < now()).limit(500)
    for job in (await session.scalars(expired)).all():
        if job.result_key is not None:
            enqueue(session, "erase", keys=[job.result_key])
        await session.execute(delete(Job).where(Job.id == job.id))
