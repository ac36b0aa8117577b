"""Tickets as callers see them."""

from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints

from app.core.http.listing import ListQuery
from app.core.values.wire import (
    UNCHANGED,
    IdOrMe,
    IdOrMeOrNone,
    IdOrNone,
    In,
    Instant,
    Line,
    Month,
    Out,
    OwnId,
    Prose,
    StrictBool,
    Update,
    one_line,
)
from app.desks.models import TicketStatus
from app.forms.schemas import FieldValues
from app.tickets.models import (
    Awaiting,
    Channel,
    Priority,
    PrioritySource,
    QueueReason,
)

_SUBJECT = "What the ticket is about, in one line."
_PRIORITY = "Urgency of the ticket."
_TEAM = "Team whose agents share the ticket. Null: no team."
_CUSTOMER = "Customer that the ticket is for. Null: none."
_SITE = "Site of the customer that the ticket is about. Null: no particular one."
_CAUSE = "Code of the cause, from the catalog. Null: not known."
_SOLUTION = "Code of the solution, from the catalog. Null: none given."
_FIELDS = "What was filled in, by key of the form's field."

Tag = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, to_lower=True, min_length=1, max_length=50, pattern=r"^[^,]+$"
    ),
    BeforeValidator(one_line),
]
FileIds = Annotated[
    list[UUID],
    Field(
        max_length=20,
        description="Uploads of the caller to attach, in this order; each can be used once. The"
        " desk limits their number, size and media type.",
    ),
]
#: Statuses that a command may ask for; solving and reopening have commands of their own.
MovableTo = Literal["open", "pending", "on_hold", "closed"]


class Ticket(Out):
    """A ticket as the caller sees it. Its description is the first message (`listMessages`)."""

    id: UUID
    number: int = Field(description="Number of the ticket in the organization, counted from 1.")
    protocol: str = Field(
        description="The number as people quote it on the telephone, in the desk's format."
    )
    subject: str = Field(description=_SUBJECT)
    desk_id: UUID
    status: TicketStatus = Field(description="Status of the ticket, one of the fixed ones.")
    status_name_id: UUID | None = Field(
        description="The organization's own name for the status. Null: the usual name."
    )
    status_label: str | None = Field(
        description="Label of that name for the caller's side, agent or requester. Null: the usual"
        " name."
    )
    awaiting: Awaiting = Field(description="Whose turn it is.")
    priority: Priority = Field(description=_PRIORITY)
    priority_source: PrioritySource = Field(description="Who set the priority last.")
    channel: Channel = Field(description="How the ticket came in.")
    requester_id: UUID
    requester_name: str = Field(description="Name of the person the ticket is for.")
    created_by_id: UUID = Field(
        description="The person who opened it: the requester, or an agent on their behalf."
    )
    team_id: UUID | None = Field(description=_TEAM)
    assignee_id: UUID | None = Field(description="The agent it is assigned to. Null: nobody.")
    assignee_name: str | None = Field(description="Name of that agent. Null: nobody.")
    assigned_at: Instant | None = Field(
        description="When it was assigned to that agent. Null: nobody."
    )
    queue_reason: QueueReason | None = Field(
        description="Why the desk's strategy has found no agent yet. Null: it has one, or the"
        " strategy has not looked for one."
    )
    customer_id: UUID | None = Field(description=_CUSTOMER)
    customer_name: str | None = Field(description="Name of the customer. Null: none.")
    site_id: UUID | None = Field(description=_SITE)
    form_node_id: UUID | None = Field(
        description="What was chosen in the form tree on opening. Null: nothing."
    )
    topic: str | None = Field(description="Label of what was chosen there. Null: nothing.")
    process_id: UUID | None = Field(description="The process that it goes through. Null: none.")
    process_name: str | None = Field(description="Name of the process. Null: none.")
    activity_id: UUID | None = Field(description="The step that the process is at. Null: none.")
    activity_label: str | None = Field(
        description="Label of that step for the caller's side, agent or requester. Null: none."
    )
    form_version_id: UUID | None = Field(
        description="The form version that `fields` follow. Null: no form was filled in."
    )
    fields: dict[str, Any] | None = Field(description=f"{_FIELDS} Null: nothing.")
    support_access_wanted: bool = Field(
        description="Whether the requester wanted to give access for support; see"
        " `enable_support_access`."
    )
    cause_code_id: UUID | None = Field(description=_CAUSE)
    solution_code_id: UUID | None = Field(description=_SOLUTION)
    solution_details: str | None = Field(
        description="What the agent wrote when the ticket was solved last; kept when it is"
        " reopened. Null: no agent has solved it."
    )
    tags: list[str] = Field(
        description="Free labels in alphabetical order. Empty for requesters: only the desk sees"
        " tags."
    )
    order_ids: list[UUID] = Field(
        description="Service orders that were raised from the ticket, and their follow-ups."
    )
    merged_into_id: UUID | None = Field(
        description="The ticket that this one was merged into; this one is read-only. Null: it"
        " was not merged."
    )
    is_spam: bool = Field(
        description="Whether the desk has ever marked it as spam; reopening keeps the mark."
    )
    last_seq: int = Field(
        description="`seq` of the newest message that the caller may see. 0: there is none."
    )
    has_unread: bool = Field(description="Whether `unread_count` is greater than 0.")
    unread_count: int = Field(
        description="Number of messages of others that the caller may see and has not read."
    )
    reopened_count: int = Field(description="How often the ticket was reopened.")
    due_at: Instant | None = Field(
        description="When the first SLA target that is owed is due; in the past, it was missed and"
        " the ticket is overdue, until what the target measures happens. Null while nothing is"
        " owed: no target applies, or all are paused or met."
    )
    opened_at: Instant = Field(description="When the ticket was opened.")
    last_activity_at: Instant = Field(
        description="When it was opened, or the last public reply was written."
    )
    first_response_at: Instant | None = Field(
        description="When the desk replied first since the ticket was opened or last reopened."
        " Null: not yet."
    )
    solved_at: Instant | None = Field(description="When it was solved. Null: it is not.")
    closed_at: Instant | None = Field(description="When it was closed. Null: it is not.")
    version: int


class TicketCreate(In):
    """A new ticket, for the caller or, from the desk, on behalf of a requester."""

    id: OwnId | None = Field(None, description="A client may bring its own (UUID version 7).")
    subject: Line = Field(description=_SUBJECT)
    description: Prose = Field(
        description="What is asked for, as plain text; it becomes the first message."
    )
    priority: Priority = Field(
        Priority.NORMAL, description="Urgency. Requesters may say `low` or `normal`."
    )
    requester_id: UUID | None = Field(
        None,
        description="The person the ticket is for. Null: the caller. Only the desk may name"
        " somebody else.",
    )
    channel: Channel = Field(
        Channel.PORTAL,
        description="How the ticket came in. Requesters may say `portal`, `api`, `chat` or"
        " `error_report`.",
    )
    customer_id: UUID | None = Field(
        None,
        description="Customer that the ticket is for. Null: the requester's own customer. Ignored"
        " if a requester sends it.",
    )
    site_id: UUID | None = Field(
        None,
        description="Site of that customer that the ticket is about. Null: no particular one.",
    )
    desk_id: UUID | None = Field(None, description="Null: the organization's first desk.")
    form_node_id: UUID | None = Field(
        None,
        description="What is chosen in the form tree; requesters have to choose if the"
        " organization has a tree. Null: nothing.",
    )
    process_id: UUID | None = Field(
        None,
        description="The process that the ticket goes through, instead of a node that leads to it;"
        " with `form_node_id` it must be that node's. Null: the process of the node, if any.",
    )
    fields: FieldValues | None = Field(
        None,
        description="What is filled in, by key of the form's field. Refused without a form.",
    )
    file_ids: FileIds = Field(default_factory=list)
    enable_support_access: StrictBool = Field(
        False,
        description="Whether the requester wants to give access for support. It is noted in the"
        " ticket and gives no access by itself.",
    )
    tags: Annotated[list[Tag], Field(max_length=20)] = Field(
        default_factory=list,
        description="Free labels, kept in lower case, without commas. Only the desk may send any.",
    )


class TicketUpdate(Update):
    """Changes to what is known of a ticket. Status, assignee and tags have their own operations."""

    subject: Annotated[Line, Field(description=_SUBJECT)] = UNCHANGED
    priority: Annotated[Priority, Field(description=_PRIORITY)] = UNCHANGED
    team_id: Annotated[UUID | None, Field(description=_TEAM)] = UNCHANGED
    customer_id: Annotated[
        UUID | None,
        Field(description=f"{_CUSTOMER} Another customer clears the site, unless one is sent."),
    ] = UNCHANGED
    site_id: Annotated[UUID | None, Field(description=_SITE)] = UNCHANGED
    fields: Annotated[
        FieldValues,
        Field(description=f"{_FIELDS} Replaces all of it; refused if the ticket has no form."),
    ] = UNCHANGED
    cause_code_id: Annotated[UUID | None, Field(description=_CAUSE)] = UNCHANGED
    solution_code_id: Annotated[UUID | None, Field(description=_SOLUTION)] = UNCHANGED
    clear: list[
        Literal["site_id", "team_id", "customer_id", "cause_code_id", "solution_code_id"]
    ] = Field(default_factory=list)


class TicketQuery(ListQuery):
    """Filters and order of the list of tickets. A list of values matches any of them."""

    by_route: ClassVar = frozenset(
        (
            *("scope", "view", "include_closed", "has_unread", "created_month", "tag", "is_spam"),
            "is_overdue",
        )
    )
    sort: Literal[
        "-opened_at",
        "opened_at",
        "-last_activity_at",
        "last_activity_at",
        "due_at",
        "-due_at",
        "priority",
        "-priority",
        "number",
        "-number",
        "updated_at",
        "-updated_at",
        "-relevance",
    ] = "-opened_at"
    q: Annotated[
        str | None,
        Field(
            max_length=200,
            description="Words that are all in subject and description or in one message, or the"
            " number, the protocol or its last digits; for the desk also the requester or the"
            " customer, by whatever `listPeople` and `listCustomers` find them by. Singular and"
            " plural are the same, and three letters find words that begin with them. Without"
            " `sort`, in the order of `-relevance`: that number, then subjects, then texts.",
        ),
    ] = None
    scope: Literal["mine", "participating", "customer", "desk"] | None = Field(
        None,
        description="Whose tickets. `mine`: the caller is the requester; `participating`: the"
        " caller is a participant; `customer`: all of the caller's customer, for its"
        " administrators; `desk`: all, for the desk only. Default: `desk` for the desk, `mine` for"
        " others.",
    )
    view: Literal["all", "open", "closed", "pending", "answered"] | None = Field(
        None,
        description="`all`: no restriction; `open`: neither solved nor closed; `closed`: solved or"
        " closed; `pending`: open and the desk has to act; `answered`: open and the requester has"
        " to act. Default: `all` for the desk and with `status` or `q`, `open` for others; see"
        " `include_closed`.",
    )
    include_closed: bool | None = Field(
        None,
        description="Without `view`: whether solved and closed tickets are listed as well.",
    )
    has_unread: bool | None = Field(
        None,
        description="`true`: only tickets with unread messages; `false`: only those without. Ask"
        " for one list after the other to show unread ones first.",
    )
    is_spam: bool | None = Field(
        None,
        description="`true`: only spam; `false`: no spam. Default: no spam for the desk, all for"
        " others.",
    )
    created_month: Month | None = Field(
        None,
        description="Month of opening in the organization's time zone, such as `2026-11`.",
    )
    tag: Tag | None = Field(None, description="Only tickets with this tag.")
    status: list[TicketStatus] | None = Field(None, description="Only these statuses.")
    awaiting: list[Awaiting] | None = Field(None, description="Only if it is the turn of these.")
    priority: list[Priority] | None = Field(None, description="Only these priorities.")
    assignee_id: list[IdOrMeOrNone] | None = Field(
        None, description="Only if assigned to these agents; `me`: the caller, `none`: nobody."
    )
    requester_id: list[IdOrMe] | None = Field(
        None, description="Only of these requesters; `me`: the caller."
    )
    customer_id: list[IdOrNone] | None = Field(
        None, description="Only of these customers; `none`: without a customer."
    )
    team_id: list[IdOrNone] | None = Field(
        None, description="Only of these teams; `none`: without a team."
    )
    form_node_id: list[UUID] | None = Field(
        None, description="Only of these nodes of the form tree; nodes below them do not count."
    )
    desk_id: list[UUID] | None = Field(None, description="Only of these desks.")
    channel: list[Channel] | None = Field(None, description="Only if they came by these channels.")
    process_id: list[UUID] | None = Field(None, description="Only of these processes.")
    status_name_id: list[UUID] | None = Field(
        None, description="Only with these names of a status, as `listStatusNames` has them."
    )
    is_overdue: bool | None = Field(
        None,
        description="`true`: only tickets whose `due_at` has passed; `false`: only the others.",
    )
    opened_after: Instant | None = Field(None, description="Opened at this time or later.")
    opened_before: Instant | None = Field(None, description="Opened before this time.")
    due_after: Instant | None = Field(None, description="With `due_at` at this time or later.")
    due_before: Instant | None = Field(None, description="With `due_at` before this time.")
    solved_after: Instant | None = Field(None, description="Solved at this time or later.")
    solved_before: Instant | None = Field(None, description="Solved before this time.")
    updated_since: Instant | None = Field(
        None,
        description="Only tickets that were last changed at this time or later. A note changes no"
        " ticket, and neither does what the server keeps of it, such as `due_at`.",
    )


class TicketCounts(Out):
    """Numbers of tickets that are neither solved nor closed, among those the caller may see."""

    open: int = Field(description="Number of all these tickets.")
    pending: int = Field(description="Number of those where the desk has to act.")
    answered: int = Field(description="Number of those where the requester has to act.")
    on_hold: int = Field(description="Number of those with the status `on_hold`.")
    urgent: int = Field(description="Number of those with the priority `urgent`.")
    unassigned: int = Field(description="Number of those without an assignee.")
    mine: int = Field(
        description="For the desk: number of those assigned to the caller. For others: number of"
        " those that the caller requested."
    )
    unread: int = Field(description="Number of those in `mine` with unread messages.")
    overdue: int = Field(description="Number of those whose `due_at` has passed.")
