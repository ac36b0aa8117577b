"""Long jobs as callers see them."""

from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import Instant, Out
from app.files.long_jobs.models import JobStatus


class LongJob(Out):
    id: UUID
    kind: str
    status: JobStatus
    progress_done: int
    progress_total: int | None = Field(description="Null while nobody knows.")
    problem: str | None = Field(description="Why it failed, as a code.")
    result: dict[str, Any] | None = Field(description="Facts about what was done.")
    result_name: str | None = Field(description="Null: there is no file to download.")
    result_media_type: str | None
    finished_at: Instant | None
    expires_at: Instant = Field(description="Until then the result can be fetched.")
    version: int
    created_at: Instant
    updated_at: Instant


class JobQuery(ListQuery):
    sort: Literal["-created_at", "created_at"] = "-created_at"
