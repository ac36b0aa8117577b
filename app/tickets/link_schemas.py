"""Links, participants, steps of a process and kept lists, as callers see them."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from app.core.listing import ListQuery
from app.core.wire import UNCHANGED, In, Instant, Line, Out, Update, YesNo
from app.desks.models import TicketStatus
from app.forms.schemas import FieldValues
from app.tickets.message_schemas import AttachmentInfo
from app.tickets.models import LinkKind, ParticipantRole
from app.tickets.schemas import Tag


class TicketMerge(In):
    into_id: UUID
    add_requester: YesNo = Field(
        False, description="Let the requester of this ticket take part in the other one."
    )


class TicketSplit(In):
    id: UUID | None = None
    message_id: UUID
    subject: Line


class TicketLink(Out):
    id: UUID
    kind: LinkKind
    other_id: UUID
    other_number: int
    other_subject: str
    other_status: TicketStatus
    created_at: Instant


class TicketLinkQuery(ListQuery):
    sort: Literal["created_at"] = "created_at"


class TicketLinkCreate(In):
    kind: Literal["relates", "duplicate", "parent"]
    other_id: UUID


class TagsPut(In):
    tags: Annotated[list[Tag], Field(max_length=20)]


class Participant(Out):
    id: UUID
    person_id: UUID
    name: str
    role: ParticipantRole
    notify: bool
    created_at: Instant


class ParticipantQuery(ListQuery):
    sort: Literal["created_at"] = "created_at"


class ParticipantCreate(In):
    person_id: UUID
    role: ParticipantRole = ParticipantRole.CC
    notify: YesNo = True


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


class ReplyDraft(Out):
    id: UUID
    order_id: UUID
    body: str
    cause_code_id: UUID
    solution_code_id: UUID
    files: list[AttachmentInfo]
    created_at: Instant


class ReplyDraftQuery(ListQuery):
    sort: Literal["created_at"] = "created_at"


class SavedView(Out):
    id: UUID
    name: str
    person_id: UUID | None = Field(description="Whose own it is; null: the whole desk's.")
    query: dict[str, Any]
    version: int


class SavedViewQuery(ListQuery):
    sort: Literal["name"] = "name"


class SavedViewCreate(In):
    id: UUID | None = None
    name: Line
    shared: YesNo = Field(False, description="For the whole desk; leads only.")
    query: dict[str, Any] = Field(description="Parameters of `listTickets`.")


class SavedViewUpdate(Update):
    name: Line = UNCHANGED
    query: dict[str, Any] = UNCHANGED
