"""Work that takes longer than a request: it is asked for, goes on, and leaves a result.

The API calls it a job. It runs as an errand: once in effect, whatever is killed on the way.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, TenantSession, Versioned, owned_reference
from app.core.events.outbox import Outside, PermanentFailure, Record, errand, send_out
from app.core.values.clock import now
from app.core.values.ids import new_id

#: A result can be fetched for so long.
KEPT = timedelta(days=7)
#: After so many tries a job has failed, and whoever waits for it is told.
_TRIES = 3


class JobStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Owned, Versioned, Base):
    """What somebody asked for, how far it is, and what came of it."""

    __tablename__ = "jobs"
    __table_args__ = (
        owned_reference("person_id", "people"),
        Index(None, "organization_id", "person_id", "created_at", "id"),
        Index(None, "organization_id", "expires_at"),
    )

    person_id: Mapped[UUID | None]
    kind: Mapped[str]
    status: Mapped[JobStatus]
    progress_done: Mapped[int] = mapped_column(default=0)
    #: Null while nobody knows.
    progress_total: Mapped[int | None]
    #: Why it failed, as a code.
    problem: Mapped[str | None]
    #: Facts about what was done.
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    #: Where the file that is the result lies, and what it is.
    result_key: Mapped[str | None]
    result_name: Mapped[str | None]
    result_media_type: Mapped[str | None]
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a job: facts, and perhaps a file that lies in the storage already."""

    facts: dict[str, Any]
    key: str | None = None
    name: str | None = None
    media_type: str | None = None


@dataclass(slots=True)
class Running:
    """A job that is being done: the outside world, and a way to say how far it is."""

    outside: Outside
    job_id: UUID

    async def progress(self, done: int, total: int | None) -> None:
        """Say how far it is, at least every half minute: who is silent for longer is given up."""
        async with self.outside.transaction() as session:
            job = await session.fetch(Job, self.job_id, lock=True)
            job.progress_done, job.progress_total = done, total
        await self.outside.hold_on()


Work = Callable[[Running, dict[str, Any]], Awaitable[Result]]


def start_job(session: TenantSession, kind: str, **payload: Any) -> Job:
    """Ask for a job; it begins once this transaction is committed."""
    job = Job(
        id=new_id(),
        person_id=session.actor.person_id,
        kind=kind,
        status=JobStatus.QUEUED,
        expires_at=now() + KEPT,
    )
    session.add(job)
    send_out(session, kind, job_id=job.id, **payload)
    return job


def job(kind: str) -> Callable[[Work], Work]:
    """Run the decorated function for jobs of this kind."""

    def register(work: Work) -> Work:
        @errand(kind)
        async def run(outside: Outside, payload: dict[str, Any]) -> Record | None:
            return await _run(outside, work, payload)

        return work

    return register


async def _run(outside: Outside, work: Work, payload: dict[str, Any]) -> Record | None:
    job_id = UUID(payload["job_id"])
    await _mark(outside, job_id, JobStatus.RUNNING)
    try:
        result = await work(Running(outside, job_id), payload)
    except Exception as error:
        if isinstance(error, PermanentFailure) or outside.attempts >= _TRIES:
            await _mark(outside, job_id, JobStatus.FAILED)
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


async def _mark(outside: Outside, job_id: UUID, status: JobStatus) -> None:
    async with outside.transaction() as session:
        held = await session.fetch(Job, job_id, lock=True)
        held.status = status
        if status is JobStatus.FAILED:
            held.problem = "failed"
            held.finished_at = now()
