"""Request bodies that solve or move a ticket."""

from uuid import UUID

from pydantic import Field

from app.core.values.wire import In, Prose
from app.forms.schemas import FieldValues
from app.tickets.schemas import MovableTo


class TicketTransition(In):
    """The status that a ticket is moved to. To solve it, use `solveTicket`."""

    status: MovableTo = Field(
        description="The new status. `closed` is possible for solved tickets only; `open` reopens"
        " a solved or closed one."
    )
    status_name_id: UUID | None = Field(
        None,
        description="The organization's own name within that status; not used on reopening. Null:"
        " the usual name.",
    )


class TicketSolve(In):
    """Solution of a ticket. From the customer's side only `details` is used."""

    details: Prose = Field(
        description="What was done, as plain text; it becomes a public reply in the ticket."
    )
    cause_code_id: UUID | None = Field(
        None, description="Code of the cause, from the catalog. Null: the ticket keeps its own."
    )
    solution_code_id: UUID | None = Field(
        None, description="Code of the solution, from the catalog. Null: the ticket keeps its own."
    )
    fields: FieldValues | None = Field(
        None,
        description="What the form asks for on solving, by key of its field; joins the ticket's"
        " `fields`. Null: nothing.",
    )
    draft_id: UUID | None = Field(
        None,
        description="The reply draft that this sends: its files are attached and the draft is"
        " deleted. Its text is not used. Null: none.",
    )
