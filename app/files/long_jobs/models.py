"""The table of long jobs."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, Versioned, owned_reference
from app.files.models import STORAGE_KEY


class JobStatus(StrEnum):
    """State of a job.

    - `queued`: waits for a worker.
    - `running`: a worker has begun; after an error there are up to three attempts.
    - `done`: completed; `result` tells what was done.
    - `failed`: given up; `failure_code` tells why.
    """

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Owned, Versioned, Base):
    """Job that somebody asked for, its progress and its result."""

    __tablename__ = "jobs"
    __table_args__ = (
        owned_reference("person_id", "people"),
        Index(None, "organization_id", "person_id", "created_at", "id"),
        Index(None, "organization_id", "expires_at"),
    )

    person_id: Mapped[UUID | None]
    task: Mapped[str]
    status: Mapped[JobStatus]
    progress_done: Mapped[int] = mapped_column(default=0)
    #: Null while nobody knows.
    progress_total: Mapped[int | None]
    #: Why it failed, as a code.
    failure_code: Mapped[str | None]
    #: Facts about what was done.
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    #: Where the file that is the result lies, and what it is.
    result_key: Mapped[str | None] = mapped_column(info=STORAGE_KEY)
    result_name: Mapped[str | None]
    result_media_type: Mapped[str | None]
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
