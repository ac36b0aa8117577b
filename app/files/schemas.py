"""Files as callers see them."""

from uuid import UUID

from pydantic import Field

from app.core.values.wire import Instant, Out


class StoredFile(Out):
    id: UUID
    name: str
    media_type: str = Field(description="Found out from the content, not from the name.")
    size_bytes: int
    sha256: str
    created_at: Instant
