"""Dialogs of a ticket as callers see them."""

from uuid import UUID

from pydantic import Field

from app.core.values.wire import In, Out
from app.forms.schemas import FieldValues


class TicketDialog(Out):
    id: UUID
    key: str
    form_id: UUID
    form_version_id: UUID
    submit_label: str | None
    submit_advice: str | None


class TicketDialogs(Out):
    """What the caller may submit now; nothing that could not be opened."""

    activity_id: UUID | None
    items: list[TicketDialog]


class DialogSubmit(In):
    activity_id: UUID = Field(description="Where the process was when the dialog was opened.")
    fields: FieldValues
