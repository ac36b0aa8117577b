"""Processes as callers see them: activities, dialogs and transitions."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field
from typing_extensions import TypeAliasType

from app.core.http.listing import ListQuery
from app.core.values.wire import UNCHANGED, In, Instant, Line, Out, OwnId, Prose, StrictBool, Update
from app.forms.models import Audience, TicketProcessStatus
from app.forms.schemas import Document, Key

_DIALOG_KEY = "Key of the dialog, unique within its activity."
_DIALOG_AUDIENCE = "Who may submit the dialog."
_SUBMIT_LABEL = "Text of the button that submits the dialog."
_SUBMIT_ADVICE = "Text that is shown beside the button, such as what happens next."
_IS_OPENING = (
    "Whether the dialog opens tickets. Only in the first activity, which needs one at least."
)
_ACTIVITY_KEY = "Key of the activity, unique within the process."
_LABEL_AGENT = "What the desk calls the activity."
_LABEL_REQUESTER = "What the requester calls the activity."
_DIALOGS = "The dialogs of the activity, in the order in which they are shown."
_FROM = "Key of the activity that the transition leaves."
_TO = "Key of the activity that the transition leads to."
_CONDITION = (
    "A JSON Schema over `{fields, ticket}`: the values that were just submitted, and the ticket as"
    " it is (`status`, `priority`). The transition is taken when they match. Null: always."
)
_AUTOMATIC = (
    "Whether the transition may also be taken directly after another one, on the same values. It"
    " then needs a condition."
)
_ACTIONS = "What the transition changes in the ticket, in this order."
_TRANSITIONS = (
    "The transitions, in the order in which they are tried; the first whose condition matches is"
    " taken."
)
_PROCESS_KEY = (
    "Name of the process for programs, unique within the organization: lower-case letters, digits,"
    " `_` and `-`, such as `erp-error`."
)
_PROCESS_NAME = "Name of the process as people read it."


class SetPriority(In):
    """Action of a transition: set the priority of the ticket."""

    type: Literal["set_priority"] = Field(description="Kind of the action.")
    value: Literal["low", "normal", "high", "urgent"] = Field(
        description="Priority that the ticket gets."
    )


class SetStatus(In):
    """Action of a transition: move the ticket to a status."""

    type: Literal["set_status"] = Field(description="Kind of the action.")
    value: Literal["open", "pending", "on_hold", "solved"] = Field(
        description="Status that the ticket gets."
    )


TransitionAction = TypeAliasType(
    "TransitionAction",
    Annotated[
        SetPriority | SetStatus,
        Field(
            discriminator="type",
            description="What a transition does to the ticket; `type` says which.",
        ),
    ],
)


class DialogPut(In):
    """A dialog of an activity, as it is defined."""

    key: Key = Field(description=_DIALOG_KEY)
    audience: Audience = Field(description=_DIALOG_AUDIENCE)
    form_id: UUID = Field(
        description="The form that is filled in; one of its versions must be published."
    )
    submit_label: Line | None = Field(
        None, description=f"{_SUBMIT_LABEL} Null: the client chooses one."
    )
    submit_advice: Prose | None = Field(None, description=f"{_SUBMIT_ADVICE} Null: none.")
    is_opening: StrictBool = Field(False, description=_IS_OPENING)


class ActivityPut(In):
    """A step of a process, as it is defined."""

    key: Key = Field(description=_ACTIVITY_KEY)
    label_agent: Line = Field(description=_LABEL_AGENT)
    label_requester: Line = Field(description=_LABEL_REQUESTER)
    dialogs: list[DialogPut] = Field(default_factory=list, max_length=20, description=_DIALOGS)


class TransitionPut(In):
    """A way from one activity of a process to another, as it is defined."""

    from_activity: Key = Field(description=_FROM)
    to_activity: Key = Field(description=_TO)
    condition: Document | None = Field(None, description=f"{_CONDITION} At most 8192 bytes.")
    automatic: StrictBool = Field(False, description=_AUTOMATIC)
    actions: list[TransitionAction] = Field(
        default_factory=list, max_length=10, description=_ACTIONS
    )


class DefinitionPut(In):
    """All activities, dialogs and transitions of a process. It replaces the former definition.

    What keeps its key keeps its identifier. Once the process has been active, no activity can be
    left out.
    """

    activities: Annotated[list[ActivityPut], Field(min_length=1, max_length=100)] = Field(
        description="The activities, in the order in which they are shown. Tickets begin in the"
        " first."
    )
    transitions: list[TransitionPut] = Field(
        default_factory=list,
        max_length=300,
        description=_TRANSITIONS,
    )


class Dialog(Out):
    """A form that may be submitted while a ticket is in an activity."""

    id: UUID
    key: str = Field(description=_DIALOG_KEY)
    audience: Audience = Field(description=_DIALOG_AUDIENCE)
    form_id: UUID
    submit_label: str | None = Field(description=f"{_SUBMIT_LABEL} Null: the client chooses one.")
    submit_advice: str | None = Field(description=f"{_SUBMIT_ADVICE} Null: none.")
    is_opening: bool = Field(description=_IS_OPENING)


class Activity(Out):
    """A step of a process, with its dialogs."""

    id: UUID
    key: str = Field(description=_ACTIVITY_KEY)
    label_agent: str = Field(description=_LABEL_AGENT)
    label_requester: str = Field(description=_LABEL_REQUESTER)
    dialogs: list[Dialog] = Field(description=_DIALOGS)


class TransitionShown(Out):
    """A way from one activity of a process to another."""

    from_activity: str = Field(description=_FROM)
    to_activity: str = Field(description=_TO)
    condition: dict[str, Any] | None = Field(description=_CONDITION)
    automatic: bool = Field(description=_AUTOMATIC)
    actions: list[TransitionAction] = Field(description=_ACTIONS)


class TicketProcess(Out):
    """A process in brief: the steps that a ticket goes through."""

    id: UUID
    key: str = Field(description=_PROCESS_KEY)
    name: str = Field(description=_PROCESS_NAME)
    status: TicketProcessStatus = Field(description="Where the process is in its life.")
    version: int
    created_at: Instant
    updated_at: Instant


class TicketProcessInFull(TicketProcess):
    """A process with its activities, dialogs and transitions."""

    first_activity_id: UUID | None = Field(
        description="The activity in which tickets begin. Null until the process is defined."
    )
    activities: list[Activity] = Field(
        description="The activities, in the order in which they are shown."
    )
    transitions: list[TransitionShown] = Field(description=_TRANSITIONS)
    unreachable: list[str] = Field(
        description="Keys of the activities that no chain of transitions leads to from the first"
        " one: a warning, not an error."
    )


class TicketProcessCreate(In):
    """A new process, as a draft. Its activities come with its definition."""

    id: OwnId | None = None
    key: Key = Field(description=f"{_PROCESS_KEY} It cannot be changed later.")
    name: Line = Field(description=_PROCESS_NAME)


class TicketProcessUpdate(Update):
    """Changes to a process, as a merge patch. Its status changes by commands only."""

    name: Annotated[Line, Field(description=_PROCESS_NAME)] = UNCHANGED


class TicketProcessQuery(ListQuery):
    """Filters and order of the list of processes."""

    sort: Literal["key", "-key"] = "key"
    status: list[TicketProcessStatus] | None = Field(
        None, description="Only processes in one of these states."
    )
