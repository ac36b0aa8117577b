"""The request body of an assignment."""

from uuid import UUID

from pydantic import Field

from app.core.values.wire import In, Line, StrictBool


class TicketAssign(In):
    assignee_id: UUID | None = Field(description="Null: back to the queue.")
    force: StrictBool = Field(False, description="Leads only: beyond what the agent carries.")
    reason: Line | None = Field(None, description="Why, when it is forced; kept as a note.")
