"""Uploads: the bytes are measured, sniffed and stored before a transaction begins."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Annotated
from uuid import UUID

from fastapi import Depends, File, Request, UploadFile

from app.core.runtime import runtime_of
from app.core.values.errors import MediaTypeNotSupported, Refusal
from app.core.values.text import N_
from app.core.values.wire import composed, trimmed
from app.files.uploads.kinds import kind_of
from app.files.uploads.schemas import ACCEPTED, PICTURES
from app.gateways.storage import Storage

#: 2 MiB for each attachment (service-desk rule of the desk; clients shrink photos before).
LIMIT_BYTES = 2_097_152

#: 10 MiB for each picture: as photos of orders, evidence stays as the camera took it.
PICTURE_BYTES = 10_485_760


class UploadAlreadyUsed(Refusal):
    """The upload came with something else already; `file_id` says which one."""

    title = N_("This upload was used already")
    advice = N_("Upload the file again.")


class AttachmentTooLarge(Refusal):
    """The file exceeds what the desk takes."""

    status = 413
    title = N_("The file is too large")
    advice = N_("Send a smaller file; a photo can be shrunk before it is sent.")


@dataclass(frozen=True, slots=True)
class Stored:
    """An upload that lies in the storage already; a row makes it a file."""

    name: str
    media_type: str
    size_bytes: int
    sha256: str
    storage_key: str


async def _store(
    request: Request,
    file: Annotated[
        UploadFile,
        File(
            description="The file, of up to 2 MiB: PDF, ZIP, an Office or OpenDocument file, MP4,"
            " MP3, OGG, text, a mail (EML, MSG) or an electronic invoice (XML); or a picture (PNG,"
            " JPEG, GIF, WebP, HEIC), of up to 10 MiB. Content and extension have to agree."
        ),
    ],
) -> Stored:
    name = _safe_name(file.filename or "")
    extension = PurePath(name).suffix.removeprefix(".").lower()
    limit = PICTURE_BYTES if extension in PICTURES else LIMIT_BYTES
    data = await file.read(limit + 1)
    check_size(len(data) if file.size is None else file.size, limit)
    media_type = await _sniffed(data, extension)
    digest = hashlib.sha256(data).hexdigest()
    key = storage_key(request.scope["actor"].organization_id, digest)
    storage = runtime_of(request).gateway(Storage)
    await storage.put(key, data, media_type)
    return Stored(name, media_type, len(data), digest, key)


def check_size(size_bytes: int, limit_bytes: int = LIMIT_BYTES) -> None:
    """413 for a file that is larger than it may be where it is used."""
    if size_bytes > limit_bytes:
        raise AttachmentTooLarge(
            N_("Up to {limit_bytes} bytes are taken."),
            limit_bytes=limit_bytes,
            size_bytes=size_bytes,
        )


#: Declared before the session in a route: nothing holds a transaction while bytes travel.
Upload = Annotated[Stored, Depends(_store)]


def storage_key(organization_id: UUID, sha256: str) -> str:
    """Storage key of content: the same bytes of one organization are kept once."""
    return f"{organization_id}/{sha256[:2]}/{sha256}"


async def _sniffed(data: bytes, extension: str) -> str:
    """The media type that the content shows; refused unless it is one that the name may have."""
    found = await kind_of(data, extension)
    if found is None or extension not in ACCEPTED[found]:
        raise MediaTypeNotSupported(
            N_("The content of this file is not what its name says, or is not taken here."),
            accepted=sorted(ACCEPTED),
        )
    return found


def _safe_name(name: str) -> str:
    plain = re.sub(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069/\\]+", "_", trimmed(name))
    return composed(plain)[-150:] or "file"
