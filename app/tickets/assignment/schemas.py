"""The request body of an assignment."""

from uuid import UUID

from pydantic import Field

from app.core.values.wire import In, Line, StrictBool


class TicketAssign(In):
    """The agent that a ticket is assigned to by hand."""

    assignee_id: UUID | None = Field(
        description="The agent; they need not be online. Null: the ticket goes back to the queue."
    )
    force: StrictBool = Field(
        False,
        description="Whether to assign it even if the agent carries as many tickets as they may."
        " Needs the permission `tickets:lead` and a `reason`.",
    )
    reason: Line | None = Field(
        None,
        description="Why it is forced; kept as an internal note. Required with `force`, without it"
        " not used.",
    )
