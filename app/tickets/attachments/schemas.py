"""Attachments as callers see them."""

from uuid import UUID

from app.core.values.wire import Out


class AttachmentInfo(Out):
    id: UUID
    name: str
    media_type: str
    size_bytes: int
