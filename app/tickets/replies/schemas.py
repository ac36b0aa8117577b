"""Replies as callers send and see them."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.values.wire import In, Prose
from app.tickets.messages.schemas import Message
from app.tickets.schemas import FileIds


class Reply(Message):
    """A reply, and the ticket in which it came to stand."""

    ticket_number: int
    follow_up_of_id: UUID | None = Field(
        description="The ticket was closed for too long: this reply opened a new one."
    )
    warning: Literal["newer_messages"] | None = Field(
        description="Something was written that the caller had not seen (`X-Last-Seen-Seq`)."
    )


class ReplyCreate(In):
    id: UUID | None = None
    body: Prose
    format: Literal["text", "html"] = "text"
    file_ids: FileIds = Field(default_factory=list)
    status: Literal["open", "pending", "on_hold"] | None = Field(
        None, description="Agents only: what the ticket waits for after this reply."
    )
    draft_id: UUID | None = Field(None, description="Agents only: the draft that this sends.")
