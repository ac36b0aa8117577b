"""`/v1/files`"""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting
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
    """Upload up to 2 MiB; then name the file's id wherever a file is asked for."""
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
    """What is known about a file that one uploaded, or that belongs to something that one sees."""
    return await one(reading, FILE, id=file_id)


@router.get(
    "/{file_id}/content",
    operation_id="downloadFile",
    response_class=StreamingResponse,
    responses={
        200: {
            "content": {
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
            }
        }
    },
)
async def download_file(request: Request, reading: CanRead, file_id: UUID) -> StreamingResponse:
    """The bytes of a file, as an attachment; visible where the file is."""
    found = await reading.row(CONTENT, id=file_id)
    if found is None:
        raise NotFound
    storage = runtime_of(request).gateway(Storage)
    try:
        chunks = await storage.stream(found["storage_key"])
    except UnknownFile:
        raise NotFound from None
    # A browser saves it, whatever it is: what customers sent is never shown in our name.
    disposition = f"attachment; filename*=UTF-8''{quote(found['name'], safe='')}"
    return StreamingResponse(
        chunks,
        media_type="application/octet-stream",
        headers={"Content-Disposition": disposition},
    )
