"""Agents as callers see them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import In, Instant, Out, StrictBool, StrictInt
from app.desks.models import Availability

Language = Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]


class Specialization(Out):
    form_node_id: UUID
    label: str
    level: int


class SpecializationPut(In):
    form_node_id: UUID
    level: Annotated[StrictInt, Field(ge=1, le=3)] = 1


class SupportProfile(Out):
    person_id: UUID
    name: str
    active: bool
    max_open_tickets: int | None
    max_concurrent_chats: int | None
    availability: Availability
    availability_until: Instant | None
    working_calendar_id: UUID | None
    languages: list[str]
    specializations: list[Specialization]
    current_open: int
    current_chats: int
    last_assigned_at: Instant | None
    version: int


class SupportProfileQuery(ListQuery):
    sort: Literal["created_at"] = "created_at"


class SupportProfilePut(In):
    """What makes this person an agent; what is left out takes its default."""

    active: StrictBool = True
    max_open_tickets: Annotated[StrictInt, Field(ge=0, le=10_000)] | None = Field(
        None, description="Null: as many as come."
    )
    max_concurrent_chats: Annotated[StrictInt, Field(ge=0, le=100)] | None = None
    working_calendar_id: UUID | None = Field(None, description="Null: the desk's.")
    languages: Annotated[list[Language], Field(max_length=20)] = Field(default_factory=list)
    specializations: Annotated[list[SpecializationPut], Field(max_length=200)] = Field(
        default_factory=list
    )


class AvailabilityPut(In):
    availability: Availability
    until: Instant | None = Field(
        None, description="When it ends by itself; the agent is offline then."
    )
