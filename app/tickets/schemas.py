"""Tickets as callers see them."""

from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from app.core.http.listing import ListQuery
from app.core.values.wire import UNCHANGED, In, Instant, Line, Out, Prose, StrictBool, Update
from app.desks.models import TicketStatus
from app.forms.schemas import FieldValues
from app.tickets.models import (
    Awaiting,
    Channel,
    Priority,
    PrioritySource,
    QueueReason,
)

Tag = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, to_lower=True, min_length=1, max_length=50, pattern=r"^[^,]+$"
    ),
]
Month = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
FileIds = Annotated[list[UUID], Field(max_length=20)]
#: Statuses that a command may ask for; solving and reopening have commands of their own.
MovableTo = Literal["open", "pending", "on_hold", "closed"]


class Ticket(Out):
    id: UUID
    number: int
    protocol: str = Field(description="What people quote on the telephone.")
    subject: str
    desk_id: UUID
    status: TicketStatus
    status_name_id: UUID | None
    status_label: str | None = Field(
        description="The organization's own name for the status, for whoever reads; null: none."
    )
    awaiting: Awaiting = Field(description="Whose turn it is.")
    priority: Priority
    priority_source: PrioritySource
    channel: Channel
    requester_id: UUID
    requester_name: str
    created_by_id: UUID = Field(description="Who opened it: an agent, after a telephone call.")
    team_id: UUID | None
    assignee_id: UUID | None
    assignee_name: str | None
    assigned_at: Instant | None
    queue_reason: QueueReason | None = Field(description="Why nobody was given it yet.")
    customer_id: UUID | None
    customer_name: str | None
    site_id: UUID | None
    form_node_id: UUID | None
    topic: str | None = Field(description="What was chosen in the form tree.")
    process_id: UUID | None
    process_name: str | None
    activity_id: UUID | None
    activity_label: str | None = Field(description="The step that the process is at.")
    form_version_id: UUID | None
    fields: dict[str, Any] | None = Field(description="What was filled in.")
    support_access_wanted: bool
    cause_code_id: UUID | None
    solution_code_id: UUID | None
    solution_details: str | None
    tags: list[str]
    order_ids: list[UUID] = Field(description="Service orders that were raised from it.")
    merged_into_id: UUID | None = Field(description="Where it goes on; it is read-only itself.")
    is_spam: bool
    last_seq: int = Field(description="Number of the newest message that the caller may see.")
    has_unread: bool
    unread_count: int = Field(description="Messages that the caller may see and has not read.")
    reopened_count: int
    due_at: Instant | None = Field(description="When the next promise is due.")
    opened_at: Instant
    last_activity_at: Instant
    first_response_at: Instant | None
    solved_at: Instant | None
    closed_at: Instant | None
    version: int


class TicketCreate(In):
    id: UUID | None = Field(None, description="A client may bring its own (UUID version 7).")
    subject: Line
    description: Prose
    priority: Priority = Field(Priority.NORMAL, description="Requesters: `low` or `normal`.")
    requester_id: UUID | None = Field(
        None, description="Agents only: on whose behalf, for example on the telephone."
    )
    channel: Channel = Channel.PORTAL
    customer_id: UUID | None = Field(None, description="Null: the requester's own customer.")
    site_id: UUID | None = None
    desk_id: UUID | None = Field(None, description="Null: the organization's first desk.")
    form_node_id: UUID | None = Field(None, description="What was chosen in the form tree.")
    process_id: UUID | None = None
    fields: FieldValues | None = Field(None, description="What the form asks for.")
    file_ids: FileIds = Field(
        default_factory=list, description="Uploads of the caller, each used once."
    )
    enable_support_access: StrictBool = False
    tags: Annotated[list[Tag], Field(max_length=20)] = Field(
        default_factory=list, description="Agents only."
    )


class TicketUpdate(Update):
    subject: Line = UNCHANGED
    priority: Priority = UNCHANGED
    team_id: UUID | None = UNCHANGED
    customer_id: UUID | None = UNCHANGED
    site_id: UUID | None = UNCHANGED
    fields: FieldValues = UNCHANGED
    cause_code_id: UUID | None = UNCHANGED
    solution_code_id: UUID | None = UNCHANGED
    clear: list[
        Literal["site_id", "team_id", "customer_id", "cause_code_id", "solution_code_id"]
    ] = Field(default_factory=list)


class TicketQuery(ListQuery):
    by_route: ClassVar = frozenset(
        ("scope", "view", "include_closed", "unread", "created_month", "tag")
    )
    sort: Literal["-opened_at", "opened_at", "-last_activity_at", "last_activity_at"] = "-opened_at"
    q: Annotated[
        str | None,
        Field(max_length=200, description="Words of subject and description; accents are ignored."),
    ] = None
    scope: Literal["mine", "participating", "customer", "desk"] | None = Field(
        None,
        description="`mine`: what the caller asked for; `participating`: where they are in copy;"
        " `customer`: what everyone of the customer did, for its administrators; `desk`:"
        " everything. The desk's default is `desk`.",
    )
    view: Literal["all", "open", "closed", "pending", "answered"] | None = Field(
        None,
        description="`pending`: it is the desk's turn; `answered`: it is the requester's. Without"
        " it, requesters see what is not closed (see `include_closed`), the desk everything.",
    )
    include_closed: bool | None = Field(None, description="Without a view: closed ones as well.")
    unread: bool | None = Field(
        None, description="`true`, then `false`: a list with the unread first."
    )
    created_month: Month | None = Field(
        None, description="Month of opening in the organization's time zone: `2026-11`."
    )
    tag: Tag | None = None
    status: list[TicketStatus] | None = None
    awaiting: list[Awaiting] | None = None
    priority: list[Priority] | None = None
    assignee_id: list[UUID | Literal["me", "none"]] | None = None
    requester_id: list[UUID | Literal["me"]] | None = None
    customer_id: list[UUID | Literal["none"]] | None = None
    team_id: list[UUID | Literal["none"]] | None = None
    form_node_id: list[UUID] | None = None
    opened_after: Instant | None = None
    opened_before: Instant | None = None


class TicketCounts(Out):
    """What is open, as numbers beside the tabs."""

    open: int
    pending: int = Field(description="It is the desk's turn.")
    answered: int = Field(description="It is the requester's turn.")
    on_hold: int
    urgent: int
    unassigned: int
    mine: int = Field(description="Assigned to the caller; on the portal, asked for by them.")
    unread: int
    overdue: int
