"""Processes as callers see them: activities, dialogs and transitions."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import UNCHANGED, In, Instant, Line, Out, Prose, StrictBool, Update
from app.forms.models import Audience, ProcessState
from app.forms.schemas import Document, Key


class SetPriority(In):
    type: Literal["set_priority"]
    value: Literal["low", "normal", "high", "urgent"]


class SetStatus(In):
    type: Literal["set_status"]
    value: Literal["open", "pending", "on_hold", "solved"]


Action = Annotated[SetPriority | SetStatus, Field(discriminator="type")]


class DialogPut(In):
    key: Key
    audience: Audience
    form_id: UUID
    submit_label: Line | None = None
    submit_advice: Prose | None = None
    is_opening: StrictBool = Field(False, description="The dialog that opens a ticket.")


class ActivityPut(In):
    key: Key
    label_agent: Line
    label_requester: Line
    dialogs: list[DialogPut] = Field(default_factory=list, max_length=20)


class TransitionPut(In):
    from_activity: Key
    to_activity: Key
    condition: Document | None = Field(
        None,
        description=(
            "A JSON Schema over `{fields, ticket}`: the values that were just submitted, and the"
            " ticket as it is (`status`, `priority`). Null: always."
        ),
    )
    automatic: StrictBool = Field(
        False, description="May follow another one at once, on the same values."
    )
    actions: list[Action] = Field(default_factory=list, max_length=10)


class DefinitionPut(In):
    """All of a process by keys. A ticket begins in the first activity."""

    activities: Annotated[list[ActivityPut], Field(min_length=1, max_length=100)]
    transitions: list[TransitionPut] = Field(
        default_factory=list,
        max_length=300,
        description="In the order in which they are tried.",
    )


class Dialog(Out):
    id: UUID
    key: str
    audience: Audience
    form_id: UUID
    submit_label: str | None
    submit_advice: str | None
    is_opening: bool


class Activity(Out):
    id: UUID
    key: str
    label_agent: str
    label_requester: str
    dialogs: list[Dialog]


class TransitionShown(Out):
    from_activity: str
    to_activity: str
    condition: dict[str, Any] | None
    automatic: bool
    actions: list[dict[str, Any]]


class Process(Out):
    """A process in brief."""

    id: UUID
    key: str
    name: str
    state: ProcessState
    version: int
    created_at: Instant
    updated_at: Instant


class ProcessInFull(Process):
    """A process with all that belongs to it."""

    first_activity_id: UUID | None
    activities: list[Activity]
    transitions: list[TransitionShown]
    unreachable: list[str] = Field(description="Activities that no transition leads to.")


class ProcessCreate(In):
    id: UUID | None = None
    key: Key
    name: Line


class ProcessUpdate(Update):
    name: Line = UNCHANGED


class ProcessQuery(ListQuery):
    sort: Literal["key", "-key"] = "key"
    state: list[ProcessState] | None = None
