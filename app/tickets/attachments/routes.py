"""`/v1/attachments/{attachment_id}`"""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from app.core.http.responses import disposition, sends
from app.core.http.routing import Route
from app.core.runtime import runtime_of
from app.core.values.errors import (
    NotFound,
)
from app.gateways.storage import Storage, UnknownFile
from app.tickets.attachments.reads import ATTACHMENT
from app.tickets.visibility import CanRead

router = APIRouter(tags=["tickets"], route_class=Route)


@router.get(
    "/attachments/{attachment_id}/content",
    operation_id="downloadAttachment",
    response_class=StreamingResponse,
    responses=sends("application/octet-stream"),
)
async def download_attachment(
    request: Request, reading: CanRead, attachment_id: UUID
) -> StreamingResponse:
    """Download an attachment.

    Sends the bytes of the file as `application/octet-stream`, with its name in
    `Content-Disposition`; the media type is in the message. Whoever may read the message gets
    its attachments: requesters get none of internal notes. Answers `not_found` for all others,
    and after the message was redacted.
    """
    found = await reading.row(ATTACHMENT, id=attachment_id)
    if found is None:
        raise NotFound
    storage = runtime_of(request).gateway(Storage)
    try:
        chunks = await storage.stream(found["storage_key"])
    except UnknownFile:
        raise NotFound from None
    return StreamingResponse(
        chunks,
        media_type="application/octet-stream",
        headers=disposition(found["name"]),
    )
