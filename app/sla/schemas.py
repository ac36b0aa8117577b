"""SLA policies and clocks as callers see them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from app.core.http.listing import ListQuery
from app.core.values.text import N_
from app.core.values.wire import UNCHANGED, In, Instant, Line, Out, StrictBool, StrictInt, Update
from app.sla.ledger import Reason
from app.sla.models import ClockState, Metric
from app.tickets.models import Channel, Priority

Ids = Annotated[list[UUID], Field(min_length=1, max_length=200)]


class SlaTarget(In):
    metric: Metric
    priority: Priority
    minutes: Annotated[StrictInt, Field(ge=1, le=1_000_000, description="Working minutes.")]


def _once_each(targets: list[SlaTarget]) -> list[SlaTarget]:
    if len({(t.metric, t.priority) for t in targets}) < len(targets):
        raise PydanticCustomError("target_twice", N_("A metric has one target for a priority."))
    return targets


class SlaMatch(In):
    """Which tickets; a field that is left out matches all of them."""

    priority: Annotated[list[Priority], Field(min_length=1)] | None = None
    channel: Annotated[list[Channel], Field(min_length=1)] | None = None
    desk_id: Ids | None = None
    team_id: Ids | None = None
    form_node_id: Ids | None = None
    customer_id: Ids | None = None


class SlaMatchShown(Out):
    priority: list[Priority] | None
    channel: list[Channel] | None
    desk_id: list[UUID] | None
    team_id: list[UUID] | None
    form_node_id: list[UUID] | None
    customer_id: list[UUID] | None


class SlaTargetShown(Out):
    metric: Metric
    priority: Priority
    minutes: int


Targets = Annotated[list[SlaTarget], Field(min_length=1, max_length=12), AfterValidator(_once_each)]
Percent = Annotated[StrictInt, Field(ge=1, le=99)]
Position = Annotated[StrictInt, Field(ge=0, le=10_000)]


class SlaPolicy(Out):
    id: UUID
    name: str
    position: int
    active: bool
    match: SlaMatchShown
    calendar_id: UUID | None
    targets: list[SlaTargetShown]
    warn_percent: int
    first_response_pauses: bool
    version: int


class SlaPolicyQuery(ListQuery):
    sort: Literal["position"] = "position"


class SlaPolicyCreate(In):
    id: UUID | None = None
    name: Line
    position: Position = Field(0, description="The first policy that matches is the one.")
    active: StrictBool = True
    match: SlaMatch = Field(default_factory=SlaMatch)
    calendar_id: UUID | None = Field(None, description="Null: the desk's hours.")
    targets: Targets
    warn_percent: Percent = Field(80, description="After so much of a target somebody is warned.")
    first_response_pauses: StrictBool = Field(
        False, description="Whether the first response waits while the requester is asked."
    )


class SlaPolicyUpdate(Update):
    name: Line = UNCHANGED
    position: Position = UNCHANGED
    active: StrictBool = UNCHANGED
    match: SlaMatch = UNCHANGED
    calendar_id: UUID | None = UNCHANGED
    targets: Targets = UNCHANGED
    warn_percent: Percent = UNCHANGED
    first_response_pauses: StrictBool = UNCHANGED
    clear: list[Literal["calendar_id"]] = Field(default_factory=list)


class SlaStretch(Out):
    starts_at: Instant
    ends_at: Instant
    counted: bool
    reason: Reason
    name: str | None = Field(description="Of the holiday, or why the day was different.")


class TicketClock(Out):
    metric: Metric
    cycle: int = Field(description="Counts from 1; each reopening of the ticket begins another.")
    state: ClockState
    target_seconds: int
    consumed_seconds: int = Field(description="Working time that counted.")
    remaining_seconds: int = Field(description="Below zero: overdue by so much.")
    started_at: Instant
    due_at: Instant | None = Field(description="Null: it waits, or is over.")
    met_at: Instant | None
    breached_at: Instant | None
    segments: list[SlaStretch] = Field(description="All of its life, counted or not, and why.")


class SlaIncident(Out):
    """A mass incident that was behind the ticket: why it took as long as it did."""

    incident_id: UUID
    number: int
    title: str
    started_at: Instant
    resolved_at: Instant | None


class TicketSla(Out):
    clocks: list[TicketClock]
    incidents: list[SlaIncident]


class SlaClock(Out):
    id: UUID
    ticket_id: UUID
    ticket_number: int
    subject: str
    priority: Priority
    assignee_id: UUID | None
    assignee_name: str | None
    metric: Metric
    state: ClockState
    due_at: Instant


class SlaClockQuery(ListQuery):
    sort: Literal["due_at"] = "due_at"
