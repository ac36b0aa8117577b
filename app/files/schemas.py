"""Files as callers see them."""

from uuid import UUID

from pydantic import Field

from app.core.values.wire import Instant, Out

FILE_NAME = (
    "Name of the file as it was uploaded, its last 150 characters at most; slashes and control"
    " characters are replaced by `_`."
)
MEDIA_TYPE = (
    "Media type as found in the content, such as `image/jpeg`. Office files are `application/zip`,"
    " all texts `text/plain`."
)
SIZE_BYTES = "Size of the content, in bytes."


class StoredFile(Out):
    """A file of the organization, without its content; `downloadFile` sends that."""

    id: UUID
    name: str = Field(description=FILE_NAME)
    media_type: str = Field(description=MEDIA_TYPE)
    size_bytes: int = Field(description=SIZE_BYTES)
    sha256: str = Field(description="SHA-256 of the content, as 64 hexadecimal digits.")
    created_at: Instant
