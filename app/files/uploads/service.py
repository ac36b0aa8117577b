"""Uploads: the bytes are measured, sniffed and stored before a transaction begins."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Annotated
from uuid import UUID

import puremagic
from fastapi import Depends, File, Request, UploadFile

from app.core.runtime import runtime_of
from app.core.values.errors import MediaTypeNotSupported, Refusal
from app.core.values.text import N_
from app.gateways.storage import Storage

#: 2 MiB for each attachment (service-desk rule of the desk; clients shrink photos before).
LIMIT_BYTES = 2_097_152

#: What people exchange at a service desk, by its content. Whatever could run is not in it.
ACCEPTED = {
    "image/png": {"png"},
    "image/jpeg": {"jpg", "jpeg", "jfif"},
    "image/gif": {"gif"},
    "image/webp": {"webp"},
    "image/heic": {"heic"},
    "application/pdf": {"pdf"},
    "application/zip": {"zip", "docx", "xlsx", "pptx", "odt", "ods"},
    "video/mp4": {"mp4"},
    "audio/mpeg": {"mp3"},
    "audio/ogg": {"ogg"},
    "text/plain": {"txt", "log", "csv", "md", "json"},
}


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
            description="The file, of up to 2 MiB: a picture (PNG, JPEG, GIF, WebP, HEIC), PDF,"
            " ZIP, an Office or OpenDocument file, MP4, MP3, OGG or text. Content and extension"
            " have to agree."
        ),
    ],
) -> Stored:
    data = await file.read(LIMIT_BYTES + 1)
    if len(data) > LIMIT_BYTES:
        raise AttachmentTooLarge(
            N_("Up to {limit_bytes} bytes are taken."),
            limit_bytes=LIMIT_BYTES,
            size_bytes=file.size,
        )
    name = _safe_name(file.filename or "")
    media_type = sniff(data, name)
    digest = hashlib.sha256(data).hexdigest()
    key = storage_key(request.scope["actor"].organization_id, digest)
    storage = runtime_of(request).gateway(Storage)
    await storage.put(key, data, media_type)
    return Stored(name, media_type, len(data), digest, key)


#: Declared before the session in a route: nothing holds a transaction while bytes travel.
Upload = Annotated[Stored, Depends(_store)]


def storage_key(organization_id: UUID, sha256: str) -> str:
    """Storage key of content: the same bytes of one organization are kept once."""
    return f"{organization_id}/{sha256[:2]}/{sha256}"


def sniff(data: bytes, name: str) -> str:
    """The media type that the content shows; refused when it is not one we take.

    Raises MediaTypeNotSupported.
    """
    extension = PurePath(name).suffix.removeprefix(".").lower()
    found = _signature(data) if data else None
    if found is None and extension in ACCEPTED["text/plain"] and _is_text(data, extension):
        found = "text/plain"
    if found is None or extension not in ACCEPTED[found]:
        raise MediaTypeNotSupported(
            N_("The content of this file is not what its name says, or is not taken here."),
            accepted=sorted(ACCEPTED),
        )
    return found


def _signature(data: bytes) -> str | None:
    try:
        matches = puremagic.magic_string(data)
    except puremagic.PureError:
        return None
    for match in matches:
        if match.mime_type in ACCEPTED and match.mime_type != "text/plain":
            return str(match.mime_type)
        if match.extension.removeprefix(".") in ACCEPTED["application/zip"]:
            return "application/zip"
    return None


def _is_text(data: bytes, extension: str) -> bool:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        if extension != "csv":
            return False
        # Excel saves tables like this where it speaks Portuguese.
        text = data.decode("cp1252", errors="replace")
        if "\ufffd" in text:
            return False
    return not re.search(r"[\x00-\x08\x0e-\x1f]", text) and not text.lstrip().startswith("<")


def _safe_name(name: str) -> str:
    plain = re.sub(r"[\x00-\x1f\x7f/\\]+", "_", name.strip())[-150:]
    return plain or "file"
