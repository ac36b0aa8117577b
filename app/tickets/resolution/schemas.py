"""Request bodies that solve or move a ticket."""

from uuid import UUID

from pydantic import Field

from app.core.values.wire import In, Prose
from app.forms.schemas import FieldValues
from app.tickets.schemas import MovableTo


class TicketTransition(In):
    status: MovableTo
    status_name_id: UUID | None = Field(None, description="A name of this status; null: the usual.")


class TicketSolve(In):
    details: Prose = Field(description="What was done; the requester reads it as a reply.")
    cause_code_id: UUID | None = None
    solution_code_id: UUID | None = None
    fields: FieldValues | None = Field(None, description="What the form asks for on solving.")
    draft_id: UUID | None = Field(None, description="The draft that this sends.")
