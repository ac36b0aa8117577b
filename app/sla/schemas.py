"""SLA policies and clocks as callers see them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from app.core.http.listing import ListQuery
from app.core.values.text import N_
from app.core.values.wire import (
    UNCHANGED,
    In,
    Instant,
    Line,
    Out,
    OwnId,
    StrictBool,
    StrictInt,
    Update,
)
from app.sla.ledger import Reason
from app.sla.models import Metric, SlaClockStatus
from app.tickets.models import Channel, Priority

_METRIC = "What the target measures."
_TARGET_PRIORITY = "Priority of the tickets that the target is for."
_MINUTES = "Business time within which the metric has to be met, in minutes."
_MATCH = "Which tickets the policy applies to. All fields that are set have to match."
_MATCH_PRIORITY = "Tickets with one of these priorities."
_MATCH_CHANNEL = "Tickets that came in by one of these channels."
_MATCH_DESK = "Tickets of one of these desks."
_MATCH_TEAM = "Tickets of one of these teams."
_MATCH_NODE = "Tickets for which one of these nodes of the form tree was chosen."
_MATCH_CUSTOMER = "Tickets of one of these customers."
_ANY = " Null: any."
_NAME = "Name of the policy; need not be unique."
_POSITION = (
    "Order in which policies are tried, lower numbers first: the first active policy that matches"
    " a ticket applies to it."
)
_ACTIVE = "Whether the policy applies to tickets."
_CALENDAR = "Calendar with the business hours that count. Null: the calendar of the ticket's desk."
_TARGETS = (
    "Targets by metric and priority, at most one for each pair. A pair without a target is not"
    " measured."
)
_WARN = (
    "Share of a target, in percent of its business time, after which a warning is sent before the"
    " breach."
)
_PAUSES = (
    "Whether the clock of the first response pauses while the ticket is `pending` or `on_hold`, as"
    " those of the other metrics always do."
)
_STATUS = "State of the clock."
_CYCLE = "Resolution cycle of the ticket, counted from 1; each reopening begins another."

Ids = Annotated[list[UUID], Field(min_length=1, max_length=200)]


class SlaTarget(In):
    """The business time within which a metric has to be met, for one priority."""

    metric: Metric = Field(description=_METRIC)
    priority: Priority = Field(description=_TARGET_PRIORITY)
    minutes: Annotated[StrictInt, Field(ge=1, le=1_000_000, description=_MINUTES)]


def _once_each(targets: list[SlaTarget]) -> list[SlaTarget]:
    if len({(t.metric, t.priority) for t in targets}) < len(targets):
        raise PydanticCustomError("target_twice", N_("A metric has one target for a priority."))
    return targets


class SlaMatch(In):
    """Filter of the tickets that an SLA policy applies to. All fields that are set must match."""

    priorities: Annotated[list[Priority], Field(min_length=1)] | None = Field(
        None, description=_MATCH_PRIORITY + _ANY
    )
    channels: Annotated[list[Channel], Field(min_length=1)] | None = Field(
        None, description=_MATCH_CHANNEL + _ANY
    )
    desk_ids: Ids | None = Field(None, description=_MATCH_DESK + _ANY)
    team_ids: Ids | None = Field(None, description=_MATCH_TEAM + _ANY)
    form_node_ids: Ids | None = Field(None, description=_MATCH_NODE + _ANY)
    customer_ids: Ids | None = Field(None, description=_MATCH_CUSTOMER + _ANY)


class SlaMatchShown(Out):
    """Filter of the tickets that an SLA policy applies to. All fields that are set must match."""

    priorities: list[Priority] | None = Field(description=_MATCH_PRIORITY + _ANY)
    channels: list[Channel] | None = Field(description=_MATCH_CHANNEL + _ANY)
    desk_ids: list[UUID] | None = Field(description=_MATCH_DESK + _ANY)
    team_ids: list[UUID] | None = Field(description=_MATCH_TEAM + _ANY)
    form_node_ids: list[UUID] | None = Field(description=_MATCH_NODE + _ANY)
    customer_ids: list[UUID] | None = Field(description=_MATCH_CUSTOMER + _ANY)


class SlaTargetShown(Out):
    """The business time within which a metric has to be met, for one priority."""

    metric: Metric = Field(description=_METRIC)
    priority: Priority = Field(description=_TARGET_PRIORITY)
    minutes: int = Field(description=_MINUTES)


Targets = Annotated[
    list[SlaTarget],
    Field(min_length=1, max_length=12, description=_TARGETS),
    AfterValidator(_once_each),
]
Percent = Annotated[StrictInt, Field(ge=1, le=99, description=_WARN)]
Position = Annotated[StrictInt, Field(ge=0, le=10_000, description=_POSITION)]


class SlaPolicy(Out):
    """Targets for the tickets that match. Of several policies the first that matches applies."""

    id: UUID
    name: str = Field(description=_NAME)
    position: int = Field(description=_POSITION)
    active: bool = Field(description=_ACTIVE)
    match: SlaMatchShown = Field(description=_MATCH)
    calendar_id: UUID | None = Field(description=_CALENDAR)
    targets: list[SlaTargetShown] = Field(description=_TARGETS)
    warn_percent: int = Field(description=_WARN)
    first_response_pauses: bool = Field(description=_PAUSES)
    version: int


class SlaPolicyQuery(ListQuery):
    """Order of the list of SLA policies."""

    sort: Literal["position"] = "position"


class SlaPolicyCreate(In):
    """A new SLA policy. It applies from now on to tickets that match, open ones included."""

    id: OwnId | None = None
    name: Line = Field(description=_NAME)
    position: Position = 0
    active: StrictBool = Field(True, description=_ACTIVE)
    match: SlaMatch = Field(default_factory=SlaMatch, description=f"{_MATCH} Absent: all tickets.")
    calendar_id: UUID | None = Field(None, description=_CALENDAR)
    targets: Targets
    warn_percent: Percent = 80
    first_response_pauses: StrictBool = Field(False, description=_PAUSES)


class SlaPolicyUpdate(Update):
    """Changes to an SLA policy. Clocks that run keep the business time that was consumed."""

    name: Annotated[Line, Field(description=_NAME)] = UNCHANGED
    position: Position = UNCHANGED
    active: Annotated[StrictBool, Field(description=_ACTIVE)] = UNCHANGED
    match: Annotated[SlaMatch, Field(description=f"{_MATCH} Replaces all of it.")] = UNCHANGED
    calendar_id: Annotated[UUID | None, Field(description=_CALENDAR)] = UNCHANGED
    targets: Targets = UNCHANGED
    warn_percent: Percent = UNCHANGED
    first_response_pauses: Annotated[StrictBool, Field(description=_PAUSES)] = UNCHANGED
    clear: list[Literal["calendar_id"]] = Field(default_factory=list)


class SlaStretch(Out):
    """A period in the life of an SLA clock that counted, or did not and why."""

    starts_at: Instant = Field(description="When the period began.")
    ends_at: Instant = Field(description="When the period ended; at most the time of the answer.")
    counted: bool = Field(description="Whether its time counts towards the target.")
    basis: Reason = Field(
        description="Why it counts or not. `working_hours`: business hours, it counts;"
        " `outside_hours`: outside of them; `holiday`: a holiday; `closed`: outside of the"
        " hours of a calendar override; `waiting_for_requester`: the ticket was `pending`;"
        " `on_hold`: the ticket was `on_hold`."
    )
    name: str | None = Field(
        description="Name of the holiday, or reason of the calendar override. Null: neither."
    )


class TicketClock(Out):
    """One metric of one ticket: its target, its status, and how its time was counted."""

    metric: Metric = Field(description="What the clock measures.")
    cycle: int = Field(description=_CYCLE)
    status: SlaClockStatus = Field(description=_STATUS)
    target_seconds: int = Field(description="Target, in seconds of business time.")
    consumed_seconds: int = Field(description="Business time that counted so far, in seconds.")
    remaining_seconds: int = Field(
        description="Target minus consumed business time, in seconds. Below zero: overdue by so"
        " much."
    )
    started_at: Instant = Field(description="When the clock started.")
    due_at: Instant | None = Field(
        description="When the target is used up if the clock goes on running; in the past if it is"
        " breached. Null: it is paused or has ended."
    )
    met_at: Instant | None = Field(
        description="When what it measures happened, in time or not. Null: not yet, or cancelled."
    )
    breached_at: Instant | None = Field(
        description="When the target was used up. Null: it was not."
    )
    segments: list[SlaStretch] = Field(
        description="The whole life of the clock without gaps, oldest first: what counted, what did"
        " not, and why."
    )


class SlaIncident(Out):
    """An incident that the ticket is linked to, as an explanation of the time it took."""

    incident_id: UUID
    number: int = Field(description="Number of the incident.")
    title: str = Field(description="What had failed, in one line.")
    started_at: Instant = Field(description="When the failure began.")
    resolved_at: Instant | None = Field(
        description="When the incident was resolved. Null while it is open."
    )


class TicketSla(Out):
    """All SLA clocks of a ticket, of all cycles, and the incidents that it is linked to."""

    clocks: list[TicketClock] = Field(
        description="SLA clocks, in the order in which they started. Empty if no policy ever"
        " applied to the ticket."
    )
    incidents: list[SlaIncident] = Field(
        description="Incidents that the ticket is linked to, by when they began."
    )


class SlaClock(Out):
    """An SLA clock with its ticket, for a list of what is due next or what became of targets."""

    id: UUID
    ticket_id: UUID
    ticket_number: int = Field(description="Number of the ticket.")
    subject: str = Field(description="Subject of the ticket.")
    priority: Priority = Field(description="Priority of the ticket.")
    assignee_id: UUID | None = Field(
        description="The agent that the ticket is assigned to. Null: nobody."
    )
    assignee_name: str | None = Field(description="Name of that agent. Null: nobody.")
    metric: Metric = Field(description="What the clock measures.")
    status: SlaClockStatus = Field(description=_STATUS)
    started_at: Instant = Field(description="When the clock started.")
    due_at: Instant | None = Field(
        description="When the target is used up if the clock goes on running; in the past if it is"
        " breached. Null: it is paused or has ended."
    )
    met_at: Instant | None = Field(
        description="When what it measures happened, in time or not. Null: not yet, or cancelled."
    )
    breached_at: Instant | None = Field(
        description="When the target was used up. Null: it was not."
    )


class SlaClockQuery(ListQuery):
    """Filters and order of the list of SLA clocks."""

    sort: Literal["due_at", "started_at", "-started_at"] = "due_at"
    status: list[SlaClockStatus] | None = Field(
        None, description="Only clocks in one of these states. Default: only running ones."
    )
    started_after: Instant | None = Field(None, description="Started at this time or later.")
    started_before: Instant | None = Field(None, description="Started before this time.")
    due_after: Instant | None = Field(None, description="With `due_at` at this time or later.")
    due_before: Instant | None = Field(None, description="With `due_at` before this time.")
    met_after: Instant | None = Field(None, description="With `met_at` at this time or later.")
    met_before: Instant | None = Field(None, description="With `met_at` before this time.")
    breached_after: Instant | None = Field(
        None, description="With `breached_at` at this time or later."
    )
    breached_before: Instant | None = Field(
        None, description="With `breached_at` before this time."
    )
