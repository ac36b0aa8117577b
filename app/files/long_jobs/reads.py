"""Statements that read long jobs."""

from sqlalchemy import select

from app.core.data.database import TenantSession
from app.core.data.reading import Json, one
from app.core.data.statements import by_id
from app.core.http.listing import Listing
from app.files.long_jobs.models import Job, JobStatus
from app.files.long_jobs.visibility import JOB_VISIBILITY

_JOBS = select(
    Job.id,
    Job.task,
    Job.status,
    Job.progress_done,
    Job.progress_total,
    Job.failure_code,
    Job.result,
    Job.result_name,
    Job.result_media_type,
    Job.finished_at,
    Job.expires_at,
    Job.version,
    Job.created_at,
    Job.updated_at,
)
JOBS = Listing(_JOBS, Job, visibility=JOB_VISIBILITY)
JOB = JOB_VISIBILITY.read_by_id(_JOBS, "version", "status")
RESULT = JOB_VISIBILITY.statement(
    select(Job.result_key, Job.result_name, Job.result_media_type).where(
        by_id(Job), Job.status == JobStatus.DONE.value, Job.result_key.is_not(None)
    )
)


async def started(session: TenantSession, job: Job) -> Json:
    """202 with the job that was just asked for, and where it can be followed."""
    location = f"/v1/jobs/{job.id}"
    return await one(session, JOB, id=job.id, status=202, location=location)
