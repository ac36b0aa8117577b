"""Statements that read long jobs."""

from sqlalchemy import bindparam, select

from app.core.data.database import TenantSession
from app.core.data.reading import Json, one
from app.core.data.statements import as_json, by_id, prepared
from app.core.http.listing import Listing
from app.files.long_jobs.models import Job, JobStatus

_JOBS = select(
    Job.id,
    Job.kind,
    Job.status,
    Job.progress_done,
    Job.progress_total,
    Job.problem,
    Job.result,
    Job.result_name,
    Job.result_media_type,
    Job.finished_at,
    Job.expires_at,
    Job.version,
    Job.created_at,
    Job.updated_at,
)
OWN_JOB = Job.person_id == bindparam("actor_id", type_=Job.person_id.type)
_THIS_JOB = (by_id(Job), OWN_JOB)
JOBS = Listing(_JOBS, Job)
JOB = prepared(as_json(_JOBS.where(*_THIS_JOB), "version", "status"))
RESULT = prepared(
    select(Job.result_key, Job.result_name, Job.result_media_type).where(
        *_THIS_JOB, Job.status == JobStatus.DONE.value, Job.result_key.is_not(None)
    )
)


async def started(session: TenantSession, job: Job) -> Json:
    """202 with the job that was just asked for, and where it can be followed."""
    location = f"/v1/jobs/{job.id}"
    return await one(
        session, JOB, id=job.id, actor_id=session.actor.person_id, status=202, location=location
    )
