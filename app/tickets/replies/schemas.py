"""Replies as callers send and see them."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.values.wire import In, OwnId
from app.tickets.messages.schemas import BODY, FORMAT, Body, Message
from app.tickets.schemas import FileIds


class Reply(Message):
    """A reply that was just written, with the ticket that it is in now.

    That is a follow-up ticket if the one replied to was closed for too long.
    """

    ticket_number: int = Field(description="Number of the ticket that the reply is in.")
    follow_up_of_id: UUID | None = Field(
        description="The closed ticket that was replied to, if the reply opened a follow-up ticket"
        " instead: `ticket_id` is the new one. Null: it is in the ticket replied to."
    )
    warning: Literal["newer_messages"] | None = Field(
        description="`newer_messages`: the ticket had messages newer than `X-Last-Seen-Seq` when"
        " the reply was sent. It was written all the same. Null: no newer ones, or no header."
    )


class ReplyCreate(In):
    """A new public reply in a ticket."""

    id: OwnId | None = None
    body: Body = Field(description=BODY)
    format: Literal["text", "html"] = Field("text", description=FORMAT)
    file_ids: FileIds = Field(default_factory=list)
    status: Literal["open", "pending", "on_hold"] | None = Field(
        None,
        description="Status of the ticket after an agent's reply. Null: a new ticket becomes"
        " `open`, another keeps its status. Ignored in replies of the customer's side.",
    )
    draft_id: UUID | None = Field(
        None,
        description="The reply draft that an agent sends with this reply: its files are attached"
        " and the draft is deleted. Its text is not used. Ignored in replies of the customer's"
        " side.",
    )
