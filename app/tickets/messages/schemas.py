"""Messages as callers see them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints

from app.core.http.listing import ListQuery
from app.core.values.wire import (
    In,
    Instant,
    Line,
    Out,
    OwnId,
    StrictBool,
    StrictInt,
    Update,
    trimmed,
)
from app.tickets.attachments.schemas import AttachmentInfo
from app.tickets.models import AuthorKind, Channel, MessageKind
from app.tickets.schemas import FileIds

#: Characters that people read of a message.
LONGEST_TEXT = 20_000
#: What is sent as a message, with its markup; its text is counted once that is taken away.
Body = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=10 * LONGEST_TEXT),
    BeforeValidator(trimmed),
]
BODY = (
    "Text of the message, in the format that `format` names: at most 20,000 characters, without the"
    " markup of HTML."
)
FORMAT = (
    "`text`: plain text; `html`: HTML, of which only harmless elements are kept. HTML without any"
    " readable text is refused."
)
_BODY_TEXT = "Text of the message; of HTML its readable text."
_BODY_HTML = "Sanitized HTML of the message. Null: it was written as plain text."


class Message(Out):
    """A reply or an internal note of a ticket. Requesters never receive internal notes."""

    id: UUID
    ticket_id: UUID
    seq: int = Field(
        description="Number of the message in its ticket; 1 is the description. The desk counts"
        " internal notes, the customer's side does not."
    )
    kind: MessageKind = Field(description="Who can read it.")
    author_kind: AuthorKind = Field(description="On which side its author stands.")
    author_id: UUID | None = Field(description="Its author. Null: an automatic process.")
    author_name: str | None = Field(description="Name of its author. Null: an automatic process.")
    body: str = Field(description=_BODY_TEXT)
    body_html: str | None = Field(description=_BODY_HTML)
    channel: Channel | None = Field(
        description="How it came in. Null for internal notes and most replies of the desk."
    )
    is_automatic: bool = Field(
        description="Whether a machine wrote it, such as an automation rule. An automatic reply"
        " changes no status and counts as no response for the SLA."
    )
    counts_as_response: bool = Field(
        description="Whether this internal note records a call that counts as a response for the"
        " SLA. Always false for replies, which count by themselves."
    )
    attachments: list[AttachmentInfo] = Field(description="Files that came with it, in order.")
    edited_at: Instant | None = Field(description="When its author last edited it. Null: never.")
    redacted_at: Instant | None = Field(
        description="When its text and attachments were removed for good. Null: they were not."
    )
    version: int
    created_at: Instant


class MessageQuery(ListQuery):
    """Order of the messages of a ticket."""

    sort: Literal["seq", "-seq"] = "seq"


class NoteCreate(In):
    """A new internal note, which only the desk can read. Nobody is sent it."""

    id: OwnId | None = None
    body: Body = Field(description=BODY)
    format: Literal["text", "html"] = Field("text", description=FORMAT)
    file_ids: FileIds = Field(default_factory=list)
    counts_as_response: StrictBool = Field(
        False,
        description="Whether the note records a call in which the requester was answered: it then"
        " counts as a response for the SLA.",
    )


class MessageUpdate(Update):
    """New text of a message, by its author. The earlier text is kept as a revision."""

    body: Body = Field(description=BODY)
    format: Literal["text", "html"] = Field("text", description=FORMAT)


class MessageRedact(In):
    """Why the text and the attachments of a message are removed for good."""

    reason: Line = Field(description="The reason; it is kept in an internal note of the ticket.")


class MessageRevision(Out):
    """An earlier text of a message that was edited."""

    number: int = Field(description="Number of the revision, counted from 1, the oldest.")
    body: str = Field(description=_BODY_TEXT)
    body_html: str | None = Field(description=_BODY_HTML)
    person_id: UUID | None = Field(
        description="The person who replaced this text. Null: an automatic process."
    )
    replaced_at: Instant = Field(description="When this text was replaced.")


class MessageRevisionQuery(ListQuery):
    """Order of the revisions of a message."""

    sort: Literal["number"] = "number"


class ReadMarkerPut(In):
    """Read marker of the caller in a ticket."""

    seq: StrictInt = Field(
        ge=0,
        description="`seq` of the newest message that was read. A lower one than before changes"
        " nothing; a higher one than the ticket has counts as its newest.",
    )


class ReadMarker(Out):
    """Read marker of the caller in a ticket."""

    last_read_seq: int = Field(description="`seq` of the newest message that was read.")
    unread_count: int = Field(
        description="Number of messages of others that the caller may see and has not read."
    )
