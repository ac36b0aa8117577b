"""Long jobs as callers see them."""

from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import Instant, Out
from app.files.long_jobs.models import JobStatus


class LongJob(Out):
    """Work that takes longer than a request, with its progress and its result.

    It is sent when the work is requested (202) and by `getJob`, only to the person who asked.
    """

    id: UUID
    task: str = Field(
        description="What is done, such as `import_customers` or `export_person`. New ones may be"
        " added."
    )
    status: JobStatus = Field(description="State of the job.")
    progress_done: int = Field(
        description="How many units are done, for an import rows. 0 if the job reports no progress."
    )
    progress_total: int | None = Field(
        description="How many units there are in all. Null: not known, or not yet."
    )
    failure_code: str | None = Field(
        description="Why the job failed, as a code: `failed`. New codes may be added."
        " Null: it has not failed."
    )
    result: dict[str, Any] | None = Field(
        description="Facts about what was done; which ones depends on `task`. For an import:"
        " `rows`, `imported`, `refused`, `heading_line`, `columns` (heading -> field),"
        " `ignored_columns`, `fields` (all that a column may mean), `errors` (up to 1000),"
        " `preview` (up to 20 rows) and `dry_run`. Null until there is a result."
    )
    result_name: str | None = Field(
        description="Name of the file that `downloadJobResult` sends. Null: there is no file."
    )
    result_media_type: str | None = Field(
        description="Media type of that file. Null: there is no file."
    )
    finished_at: Instant | None = Field(
        description="Time at which the job was done or failed. Null while it is queued or running."
    )
    expires_at: Instant = Field(
        description="Time after which the job and its result are deleted: seven days after it was"
        " done, or after it was requested if it is not done."
    )
    version: int
    created_at: Instant
    updated_at: Instant


class JobQuery(ListQuery):
    """Query parameters of `listJobs`."""

    sort: Literal["-created_at", "created_at"] = "-created_at"
