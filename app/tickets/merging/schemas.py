"""Request bodies of merging and splitting."""

from uuid import UUID

from pydantic import Field

from app.core.values.wire import In, Line, StrictBool


class TicketMerge(In):
    into_id: UUID
    add_requester: StrictBool = Field(
        False, description="Let the requester of this ticket take part in the other one."
    )


class TicketSplit(In):
    id: UUID | None = None
    message_id: UUID
    subject: Line
