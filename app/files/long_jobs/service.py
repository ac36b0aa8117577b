"""Long jobs: work that takes longer than a request, with progress and a result.

A job runs as an outbox task: once in effect, whatever is killed on the way.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.core.data.database import TenantSession
from app.core.events.destinations import PermanentFailure
from app.core.events.outbox import Record, TaskContext, enqueue, outbox_task
from app.core.values.clock import now
from app.core.values.ids import new_id
from app.files.long_jobs.models import Job, JobStatus

#: A result can be fetched for so long.
KEPT = timedelta(days=7)
#: After so many tries a job has failed, and whoever waits for it is told.
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Result:
    """Result of a job: facts, and perhaps a file that lies in the storage already."""

    facts: dict[str, Any]
    key: str | None = None
    name: str | None = None
    media_type: str | None = None


@dataclass(slots=True)
class Running:
    """A job that is being done: the outside world, and a way to say how far it is."""

    context: TaskContext
    job_id: UUID

    async def progress(self, done: int, total: int | None) -> None:
        """Say how far it is."""
        async with self.context.transaction() as session:
            job = await session.fetch(Job, self.job_id, lock=True)
            job.progress_done, job.progress_total = done, total


Work = Callable[[Running, dict[str, Any]], Awaitable[Result]]


def start_job(session: TenantSession, kind: str, **payload: Any) -> Job:
    """Ask for a job; it begins once this transaction is committed."""
    job = Job(
        id=new_id(),
        person_id=session.actor.person_id,
        task=kind,
        status=JobStatus.QUEUED,
        expires_at=now() + KEPT,
    )
    session.add(job)
    enqueue(session, kind, lane="long", job_id=job.id, **payload)
    return job


def job(kind: str) -> Callable[[Work], Work]:
    """Run the decorated function for jobs of this kind."""

    def register(work: Work) -> Work:
        @outbox_task(kind)
        async def run(context: TaskContext, payload: dict[str, Any]) -> Record | None:
            return await _run(context, work, payload)

        return work

    return register


async def _run(context: TaskContext, work: Work, payload: dict[str, Any]) -> Record | None:
    job_id = UUID(payload["job_id"])
    await _mark(context, job_id, JobStatus.RUNNING)
    try:
        result = await work(Running(context, job_id), payload)
    except Exception as error:
        if isinstance(error, PermanentFailure) or context.attempts >= _TRIES:
            await _mark(context, job_id, JobStatus.FAILED)
            raise PermanentFailure(str(error)) from error
        raise

    async def record(session: TenantSession) -> None:
        held = await session.fetch(Job, job_id, lock=True)
        held.status = JobStatus.DONE
        held.result = result.facts
        held.result_key, held.result_name = result.key, result.name
        held.result_media_type = result.media_type
        held.finished_at = now()
        held.expires_at = now() + KEPT

    return record


async def _mark(context: TaskContext, job_id: UUID, status: JobStatus) -> None:
    async with context.transaction() as session:
        held = await session.fetch(Job, job_id, lock=True)
        held.status = status
        if status is JobStatus.FAILED:
            held.failure_code = "failed"
            held.finished_at = now()
