"""Attachments as callers see them."""

from uuid import UUID

from pydantic import Field

from app.core.values.wire import Out


class AttachmentInfo(Out):
    """A file of a message; `downloadAttachment` gives its content."""

    id: UUID
    name: str = Field(description="File name, as it was uploaded.")
    media_type: str = Field(description="Media type of the content, such as `image/jpeg`.")
    size_bytes: int = Field(description="Size of the content, in bytes.")
