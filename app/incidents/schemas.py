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
    OwnId,
    Prose,
    StrictBool,
    StrictInt,
    Update,
)
from app.desks.models import TicketStatus
from app.incidents.models import IncidentStatus

_TITLE = "What has failed, in one line."
_DESCRIPTION = "What the desk knows about it; requesters do not read it. Null: nothing."
_STARTED = "When the failure began; not in the future, and not after it was resolved."
_AREA = (
    "Circle on the map. While the incident is open, tickets and orders that are opened for a site"
    " inside are linked to it by themselves, and people are told. Null: no area."
)
_UPDATE_ID = "Id of the update; a client may bring its own (UUID version 7)."

TicketIds = Annotated[list[UUID], Field(min_length=1, max_length=200)]


class IncidentArea(Out):
    """A circle on the map, in which a failure is felt."""

    latitude: float = Field(description="Latitude of the centre, in degrees (WGS 84).")
    longitude: float = Field(description="Longitude of the centre, in degrees (WGS 84).")
    radius_m: int = Field(description="Radius of the circle, in metres.")


class IncidentAreaGiven(In):
    """A circle on the map, in which a failure is felt."""

    latitude: Latitude = Field(description="Latitude of the centre, in degrees (WGS 84).")
    longitude: Longitude = Field(description="Longitude of the centre, in degrees (WGS 84).")
    radius_m: Annotated[StrictInt, Field(ge=10, le=500_000)] = Field(
        description="Radius of the circle, in metres."
    )


class Incident(Out):
    """One failure behind many tickets, updated and solved once for all.

    With an area or a list of sites it is an outage.
    """

    id: UUID
    number: int = Field(description="Number of the incident in the organization, counted from 1.")
    title: str = Field(description=_TITLE)
    description: str | None = Field(description=_DESCRIPTION)
    status: IncidentStatus = Field(description="Whether the failure lasts.")
    started_at: Instant = Field(description="When the failure began.")
    resolved_at: Instant | None = Field(
        description="When the incident was resolved. Null while it is open."
    )
    created_by_id: UUID | None = Field(
        description="The person who opened it. Null: an automatic process."
    )
    area: IncidentArea | None = Field(description=_AREA)
    site_count: int = Field(description="Number of sites that were listed, wherever they lie.")
    order_count: int = Field(description="Number of service orders that are linked.")
    ticket_count: int = Field(description="Number of tickets that are linked.")
    open_ticket_count: int = Field(
        description="Number of linked tickets that are neither solved nor closed."
    )
    created_at: Instant
    version: int


class IncidentQuery(ListQuery):
    """Filters and order of the list of incidents."""

    sort: Literal["-started_at", "started_at"] = "-started_at"
    status: IncidentStatus | None = Field(None, description="Only incidents with this status.")


class IncidentCreate(In):
    """A new incident, with the first tickets and sites that belong to it."""

    id: OwnId | None = Field(None, description="A client may bring its own (UUID version 7).")
    title: Line = Field(description=_TITLE)
    description: Prose | None = Field(None, description=_DESCRIPTION)
    started_at: Instant | None = Field(
        None, description="When the failure began; not in the future. Null: now."
    )
    ticket_ids: Annotated[list[UUID], Field(max_length=200)] = Field(
        default_factory=list, description="Tickets to link. Their requesters are not told by that."
    )
    area: IncidentAreaGiven | None = Field(None, description=_AREA)
    site_ids: Annotated[list[UUID], Field(max_length=1000)] = Field(
        default_factory=list,
        description="Sites without service, wherever they lie. Tickets and orders that are opened"
        " for them are linked as in the area.",
    )


class IncidentChange(Update):
    """Changes to what is known of an incident. Nobody outside of the desk is told."""

    title: Annotated[Line, Field(description=_TITLE)] = UNCHANGED
    description: Annotated[Prose | None, Field(description=_DESCRIPTION)] = UNCHANGED
    started_at: Annotated[Instant, Field(description=_STARTED)] = UNCHANGED
    area: Annotated[IncidentAreaGiven | None, Field(description=_AREA)] = UNCHANGED
    clear: list[Literal["description", "area"]] = Field(default_factory=list)


class IncidentTicket(Out):
    """A ticket that is linked to an incident."""

    ticket_id: UUID
    number: int = Field(description="Number of the ticket.")
    subject: str = Field(description="Subject of the ticket.")
    status: TicketStatus = Field(description="Status of the ticket.")
    requester_name: str = Field(description="Name of the person the ticket is for.")
    customer_id: UUID | None = Field(description="Customer that the ticket is for. Null: none.")
    customer_name: str | None = Field(description="Name of the customer. Null: none.")
    created_at: Instant = Field(description="When the ticket was linked to the incident.")


class IncidentTicketQuery(ListQuery):
    """Order of the tickets, sites or orders of an incident, by when they were added."""

    sort: Literal["created_at"] = "created_at"


class IncidentTicketsAdd(In):
    """Tickets to be linked to an incident. Those that are linked already stay so."""

    ticket_ids: TicketIds = Field(description="Tickets to link, 1 to 200.")
    tell: StrictBool = Field(
        False,
        description="Whether the latest update of the incident is sent as a reply in those of these"
        " tickets that do not have it yet. Refused if there is no update.",
    )


class IncidentUpdate(Out):
    """News of an incident, which is sent as a reply in every linked ticket that is open."""

    id: UUID
    body: str = Field(description="Text of the reply.")
    solves: bool = Field(
        description="Whether it solved the tickets as well: it is the text of `resolveIncident`."
    )
    author_id: UUID
    author_name: str = Field(description="Name of the person who wrote it.")
    created_at: Instant


class IncidentUpdateQuery(ListQuery):
    """Order of the updates of an incident."""

    sort: Literal["-created_at"] = "-created_at"


class IncidentUpdateCreate(In):
    """News to be sent as a reply in every linked ticket that is neither solved nor closed."""

    id: OwnId | None = Field(None, description=_UPDATE_ID)
    body: Prose = Field(description="Text of the reply, as plain text.")


class IncidentResolve(In):
    """Resolution of an incident. It is sent as a reply in every linked ticket that is open."""

    body: Prose = Field(
        description="What was done, as plain text: the reply, and with `solve_tickets` the"
        " solution of the tickets."
    )
    solve_tickets: StrictBool = Field(
        True, description="Whether the linked tickets that are open are solved by it."
    )
    cause_code_id: UUID | None = Field(
        None,
        description="Code of the cause for the tickets that are solved. Null: they keep their own.",
    )
    solution_code_id: UUID | None = Field(
        None,
        description="Code of the solution for the tickets that are solved. Null: they keep their"
        " own.",
    )
