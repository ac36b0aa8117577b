"""What callers read of files and jobs: statements, compiled once."""

from sqlalchemy import Select, bindparam, select

from app.core.database import TenantSession
from app.core.listing import Listing
from app.core.long_jobs import Job, JobStatus
from app.core.reading import Json, one
from app.core.statements import as_json, prepared
from app.files.models import File

_OWN = File.person_id == bindparam("actor_id", type_=File.person_id.type)


def _one(*columns: object) -> Select[tuple[object, ...]]:
    return select(*columns).where(  # type: ignore[call-overload, no-any-return]  # any columns
        File.organization_id == bindparam("organization_id"), File.id == bindparam("id")
    )


_FILE = _one(File.id, File.name, File.media_type, File.size_bytes, File.sha256, File.created_at)
_CONTENT = _one(File.name, File.media_type, File.storage_key, File.sha256)

#: By whether the reader sees all files.
FILE = {True: prepared(as_json(_FILE)), False: prepared(as_json(_FILE.where(_OWN)))}
CONTENT = {True: prepared(_CONTENT), False: prepared(_CONTENT.where(_OWN))}

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
_THIS_JOB = (
    Job.organization_id == bindparam("organization_id"),
    Job.id == bindparam("id"),
    OWN_JOB,
)
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
