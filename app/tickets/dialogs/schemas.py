"""Dialogs of a ticket as callers see them."""

from uuid import UUID

from pydantic import Field

from app.core.values.wire import In, Out
from app.forms.schemas import FieldValues


class TicketDialog(Out):
    """A dialog of the process that the caller may submit in the ticket now."""

    id: UUID
    key: str = Field(description="Key of the dialog, as the definition of the process has it.")
    form_id: UUID
    form_version_id: UUID = Field(description="The published version of the form to fill in.")
    submit_label: str | None = Field(
        description="Label of the button that submits it. Null: the client's own."
    )
    submit_advice: str | None = Field(
        description="Text that tells what submitting it does. Null: none."
    )


class TicketDialogs(Out):
    """The dialogs that the caller may submit now, in order. Those of the other side are left out.

    There are none when the ticket is solved or closed, or goes through no process.
    """

    activity_id: UUID | None = Field(
        description="The step that the process is at. Null: the ticket goes through no process."
    )
    items: list[TicketDialog]


class DialogSubmit(In):
    """Answers of a dialog. The process may move on to another step."""

    activity_id: UUID = Field(
        description="The step from `listDialogs`; refused if the process has moved on since."
    )
    fields: FieldValues = Field(
        description="What was filled in, by key of the form's field; joins the ticket's `fields`."
    )
