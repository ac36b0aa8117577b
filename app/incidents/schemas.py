"""Mass incidents as callers see them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import (
    UNCHANGED,
    In,
    Instant,
    Latitude,
    Line,
    Longitude,
    Out,
    Prose,
    StrictBool,
    StrictInt,
    Update,
)
from app.desks.models import TicketStatus
from app.incidents.models import IncidentStatus

TicketIds = Annotated[list[UUID], Field(min_length=1, max_length=200)]


class IncidentArea(Out):
    """A circle on the map."""

    latitude: float
    longitude: float
    radius_m: int


class IncidentAreaGiven(In):
    latitude: Latitude
    longitude: Longitude
    radius_m: Annotated[StrictInt, Field(ge=10, le=500_000)]


class Incident(Out):
    id: UUID
    number: int
    title: str
    description: str | None = Field(description="For the desk alone.")
    status: IncidentStatus
    started_at: Instant
    resolved_at: Instant | None
    created_by_id: UUID | None
    area: IncidentArea | None = Field(
        description="An outage: what is opened inside is linked by itself, and told."
    )
    site_count: int = Field(description="Sites that were named, wherever they lie.")
    order_count: int
    ticket_count: int
    open_ticket_count: int = Field(description="Of them, those that are not solved yet.")
    created_at: Instant
    version: int


class IncidentQuery(ListQuery):
    sort: Literal["-started_at", "started_at"] = "-started_at"
    status: IncidentStatus | None = None


class IncidentCreate(In):
    id: UUID | None = Field(None, description="A client may bring its own (UUID version 7).")
    title: Line
    description: Prose | None = None
    started_at: Instant | None = Field(None, description="Null: now. Never in the future.")
    ticket_ids: Annotated[list[UUID], Field(max_length=200)] = Field(default_factory=list)
    area: IncidentAreaGiven | None = None
    site_ids: Annotated[list[UUID], Field(max_length=1000)] = Field(default_factory=list)


class IncidentChange(Update):
    title: Line = UNCHANGED
    description: Prose | None = UNCHANGED
    started_at: Instant = UNCHANGED
    area: IncidentAreaGiven | None = UNCHANGED
    clear: list[Literal["description", "area"]] = Field(default_factory=list)


class IncidentTicket(Out):
    ticket_id: UUID
    number: int
    subject: str
    status: TicketStatus
    requester_name: str
    customer_id: UUID | None
    customer_name: str | None
    created_at: Instant = Field(description="When it was linked.")


class IncidentTicketQuery(ListQuery):
    sort: Literal["created_at"] = "created_at"


class IncidentTicketsAdd(In):
    ticket_ids: TicketIds
    tell: StrictBool = Field(
        False, description="Tell their requesters the latest update, if they were not told yet."
    )


class IncidentUpdate(Out):
    id: UUID
    body: str
    solves: bool = Field(description="It solved the tickets too.")
    author_id: UUID
    author_name: str
    created_at: Instant


class IncidentUpdateQuery(ListQuery):
    sort: Literal["-created_at"] = "-created_at"


class IncidentUpdateCreate(In):
    id: UUID | None = Field(None, description="A client may bring its own (UUID version 7).")
    body: Prose


class IncidentResolve(In):
    body: Prose = Field(description="What all requesters read, as the solution of their tickets.")
    solve_tickets: StrictBool = True
    cause_code_id: UUID | None = None
    solution_code_id: UUID | None = None
