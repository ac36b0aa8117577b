"""Request bodies of merging and splitting."""

from uuid import UUID

from pydantic import Field

from app.core.values.wire import In, Line, OwnId, StrictBool


class TicketMerge(In):
    """Target of a merge. Messages move there, and this ticket becomes read-only."""

    into_id: UUID = Field(
        description="The ticket that goes on. If it was merged itself, the one it was merged into."
    )
    add_requester: StrictBool = Field(
        False,
        description="Whether the requester of this ticket and those in copy become participants of"
        " the other one if they are not part of it yet. False: such a merge is refused.",
    )


class TicketSplit(In):
    """Message that becomes the description of a ticket of its own."""

    id: OwnId | None = Field(
        None, description="Id of the new ticket; a client may bring its own (UUID version 7)."
    )
    message_id: UUID = Field(
        description="A public reply of this ticket. It stays here as well; the new ticket is"
        " opened at the time when it was written."
    )
    subject: Line = Field(description="Subject of the new ticket.")
