"""Messages as callers see them."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import In, Instant, Line, Out, Prose, StrictBool, StrictInt, Update
from app.tickets.attachments.schemas import AttachmentInfo
from app.tickets.models import AuthorKind, Channel, MessageKind
from app.tickets.schemas import FileIds


class Message(Out):
    id: UUID
    ticket_id: UUID
    seq: int
    kind: MessageKind
    author_kind: AuthorKind
    author_id: UUID | None
    author_name: str | None
    body: str
    body_html: str | None = Field(description="Sanitised; null: it was written as plain text.")
    channel: Channel | None
    is_automatic: bool
    counts_as_response: bool
    attachments: list[AttachmentInfo]
    edited_at: Instant | None
    redacted_at: Instant | None
    created_at: Instant


class MessageQuery(ListQuery):
    sort: Literal["seq", "-seq"] = "seq"


class NoteCreate(In):
    """A note has no recipients: it cannot leak."""

    id: UUID | None = None
    body: Prose
    format: Literal["text", "html"] = "text"
    file_ids: FileIds = Field(default_factory=list)
    counts_as_response: StrictBool = Field(
        False, description="It tells of a call in which the requester was answered."
    )


class MessageUpdate(Update):
    body: Prose
    format: Literal["text", "html"] = "text"


class MessageRedact(In):
    reason: Line


class MessageRevision(Out):
    number: int
    body: str
    body_html: str | None
    person_id: UUID | None
    replaced_at: Instant


class MessageRevisionQuery(ListQuery):
    sort: Literal["number"] = "number"


class ReadMarkerPut(In):
    seq: StrictInt = Field(ge=0, description="Number of the newest message that was read.")


class ReadMarker(Out):
    last_read_seq: int
    unread_count: int
