"""`/v1/files`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting
from app.core.http.responses import disposition, sends
from app.core.http.routing import Route
from app.core.runtime import runtime_of
from app.core.values.errors import MediaTypeNotSupported, NotFound, refuses
from app.files import schemas, service
from app.files.reads import CONTENT, FILE, UPLOADED
from app.files.uploads.service import AttachmentTooLarge, Upload
from app.gateways.storage import Storage, UnknownFile

router = APIRouter(prefix="/files", tags=["files"], route_class=Route)

CanRead = Annotated[Reading, acting("files:read")]
CanWrite = Annotated[TenantSession, acting("files:write")]


@router.post(
    "",
    operation_id="uploadFile",
    status_code=201,
    response_model=schemas.StoredFile,
    responses=refuses(AttachmentTooLarge, MediaTypeNotSupported),
)
async def upload_file(upload: Upload, session: CanWrite) -> Json:
    """Upload a file.

    Stores the bytes and answers with an id, to be named wherever an operation takes a file, such as
    a message, a photo or an import. Until then only the caller sees it. The media type is found in
    the content, which has to agree with the extension of the name. A picture of more than 10 MiB or
    another file of more than 2 MiB is refused with `attachment_too_large`, one that is not of an
    accepted kind, or not what its name says, with `media_type_not_supported`. Tickets take less:
    what their desk accepts (`getDesk`).
    """
    file = await service.keep(
        session,
        key=upload.storage_key,
        name=upload.name,
        media_type=upload.media_type,
        size=upload.size_bytes,
        sha256=upload.sha256,
    )
    return await one(
        session,
        UPLOADED,
        id=file.id,
        status=201,
        location=f"/v1/files/{file.id}",
    )


@router.get("/{file_id}", operation_id="getFile", response_model=schemas.StoredFile)
async def get_file(reading: CanRead, file_id: UUID) -> Json:
    """Get the facts about a file.

    Answers with name, media type, size and hash; `downloadFile` sends the content. Callers see the
    files that they uploaded, and those that belong to something that they see, such as a ticket or
    an order. All others are refused with `not_found`.
    """
    return await one(reading, FILE, id=file_id)


@router.get(
    "/{file_id}/content",
    operation_id="downloadFile",
    response_class=StreamingResponse,
    responses=sends("application/octet-stream"),
)
async def download_file(request: Request, reading: CanRead, file_id: UUID) -> StreamingResponse:
    """Download the content of a file.

    Sends the bytes as they were uploaded, always as an attachment and as
    `application/octet-stream`, so that a browser saves them instead of showing them; `getFile` says
    the media type. It is allowed where `getFile` is, and refused with `not_found` otherwise.
    """
    found = await reading.row(CONTENT, id=file_id)
    if found is None:
        raise NotFound
    storage = runtime_of(request).gateway(Storage)
    try:
        chunks = await storage.stream(found["storage_key"])
    except UnknownFile:
        raise NotFound from None
    # A browser saves it, whatever it is: what customers sent is never shown in our name.
    return StreamingResponse(
        chunks,
        media_type="application/octet-stream",
        headers=disposition(found["name"]),
    )
