"""`/v1/jobs`: long jobs and their results."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse

from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting
from app.core.http.listing import Page
from app.core.http.responses import disposition, sends
from app.core.http.routing import Route
from app.core.runtime import runtime_of
from app.core.values.errors import NotFound
from app.files.long_jobs.reads import JOB, JOBS, RESULT
from app.files.long_jobs.schemas import JobQuery, LongJob
from app.gateways.storage import Storage, UnknownFile

router = APIRouter(prefix="/jobs", tags=["jobs"], route_class=Route)

CanRead = Annotated[Reading, acting("me:read")]


@router.get("", operation_id="listJobs", response_model=Page[LongJob])
async def list_jobs(reading: CanRead, query: Annotated[JobQuery, Query()]) -> Json:
    """List the caller's long jobs.

    Long jobs are imports and exports that the caller has asked for, newest first, in every state. A
    job is deleted with its result seven days after it was done, or after the request if it is not
    done. Nobody sees the jobs of others. There is no text search and no filter.
    """
    return await JOBS.page(reading, query)


@router.get("/{job_id}", operation_id="getJob", response_model=LongJob)
async def get_job(reading: CanRead, job_id: UUID) -> Json:
    """Get the progress and the result of a long job.

    Ask again every second or two until `status` is `done` or `failed`. A job is attempted up to
    three times before it fails. Only the person who asked for it sees it; to others, and seven days
    after it was done, it is `not_found`.
    """
    return await one(reading, JOB, id=job_id)


@router.get(
    "/{job_id}/result",
    operation_id="downloadJobResult",
    response_class=StreamingResponse,
    responses=sends("application/octet-stream"),
)
async def download_job_result(
    request: Request, reading: CanRead, job_id: UUID
) -> StreamingResponse:
    """Download the file that a long job has produced.

    Sends the file that `result_name` of the job names, such as the ZIP of an export or the errors
    of an import, as an attachment. Only the person who asked for the job gets it, for seven days
    after it was done. A job that is not done, or has no file, is refused with `not_found`.
    """
    found = await reading.row(RESULT, id=job_id)
    if found is None:
        raise NotFound
    storage = runtime_of(request).gateway(Storage)
    try:
        chunks = await storage.stream(found["result_key"])
    except UnknownFile:
        raise NotFound from None
    return StreamingResponse(
        chunks,
        media_type="application/octet-stream",
        headers=disposition(found["result_name"]),
    )
