"""Agents as callers see them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import In, Instant, Out, StrictBool, StrictInt
from app.desks.models import Availability
from app.people.schemas import HAND_BACK

Language = Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]
_LEVEL = "How well the agent knows the topic: 1 (basics) to 3 (expert)."
_ACTIVE = "Whether the person works at the desk. False: they cannot be assigned tickets."
_MAX_TICKETS = (
    "Greatest number of new and open tickets that the agent carries at once. Null: no limit."
)
_MAX_CHATS = "Greatest number of chats at once. Null: no limit. Stored only: there is no chat yet."
_WORKING = "Calendar with the agent's own business hours. Null: the calendar of the desk."
_LANGUAGES = "Languages that the agent speaks, such as `pt-BR` or `en`; does not affect assignment."


class Specialization(Out):
    """A topic, tool or module of the form tree that an agent knows."""

    form_node_id: UUID = Field(
        description="The node of the form tree; it covers all nodes below it as well."
    )
    label: str = Field(description="Label of the node.")
    level: int = Field(description=_LEVEL)


class SpecializationPut(In):
    """A specialization to be set. Of two for the same node the last one counts."""

    form_node_id: UUID = Field(
        description="The node of the form tree; it covers all nodes below it as well."
    )
    level: Annotated[StrictInt, Field(ge=1, le=3)] = Field(1, description=_LEVEL)


class SupportProfile(Out):
    """Support profile of an agent: specializations, limits, availability and workload."""

    person_id: UUID
    name: str = Field(description="Name of the person.")
    active: bool = Field(description=_ACTIVE)
    max_open_tickets: int | None = Field(description=_MAX_TICKETS)
    max_concurrent_chats: int | None = Field(description=_MAX_CHATS)
    availability: Availability = Field(description="Whether the agent takes tickets now.")
    availability_until: Instant | None = Field(
        description="When the availability ends and the agent becomes `offline`. Null: it has no"
        " end."
    )
    working_calendar_id: UUID | None = Field(description=_WORKING)
    languages: list[str] = Field(description=_LANGUAGES)
    specializations: list[Specialization] = Field(description="What the agent knows, in no order.")
    current_open: int = Field(
        description="Number of tickets in the status `new` or `open` that the agent is assigned to."
    )
    current_chats: int = Field(description="Number of chats of the agent; always 0 so far.")
    last_assigned_at: Instant | None = Field(
        description="When the agent's workload last grew by a ticket. Null: it never did."
    )
    version: int


class SupportProfileQuery(ListQuery):
    """Order of the list of agents."""

    sort: Literal["created_at"] = "created_at"


class SupportProfilePut(In):
    """The whole support profile of a person: what is left out takes its default.

    The person becomes an agent, or with `active: false` no longer is one. Requesters are refused.
    """

    active: StrictBool = Field(True, description=_ACTIVE)
    max_open_tickets: Annotated[StrictInt, Field(ge=0, le=10_000)] | None = Field(
        None, description=_MAX_TICKETS
    )
    max_concurrent_chats: Annotated[StrictInt, Field(ge=0, le=100)] | None = Field(
        None, description=_MAX_CHATS
    )
    working_calendar_id: UUID | None = Field(None, description=_WORKING)
    languages: Annotated[list[Language], Field(max_length=20)] = Field(
        default_factory=list, description=_LANGUAGES
    )
    specializations: Annotated[list[SpecializationPut], Field(max_length=200)] = Field(
        default_factory=list, description="What the agent knows; replaces what was set before."
    )
    hand_back: StrictBool = Field(False, description=HAND_BACK)


class AvailabilityPut(In):
    """The availability of an agent from now on."""

    availability: Availability = Field(description="Whether the agent takes tickets now.")
    until: Instant | None = Field(
        None,
        description="When it ends and the agent becomes `offline`; in the future. Null: it has no"
        " end.",
    )
