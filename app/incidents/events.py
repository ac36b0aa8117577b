"""Events of incidents; none carries text that people wrote."""

from typing import ClassVar
from uuid import UUID

from app.core.events.event_log import Event
from app.core.values.text import N_


class IncidentEvent(Event):
    subject: ClassVar = "incident"
    incident_id: UUID


class IncidentOpened(IncidentEvent):
    name: ClassVar = "incident.opened"
    label: ClassVar = N_("Incident opened")
    number: int


class IncidentUpdated(IncidentEvent):
    name: ClassVar = "incident.updated"
    label: ClassVar = N_("Incident changed")
    fields: list[str]


class IncidentUpdatePosted(IncidentEvent):
    """All linked tickets are being told."""

    name: ClassVar = "incident.update_posted"
    label: ClassVar = N_("Update of the incident written")
    update_id: UUID


class IncidentResolved(IncidentEvent):
    name: ClassVar = "incident.resolved"
    label: ClassVar = N_("Incident resolved")


class TicketJoinedIncident(Event):
    subject: ClassVar = "ticket"
    name: ClassVar = "ticket.joined_incident"
    label: ClassVar = N_("Ticket linked to an incident")
    ticket_id: UUID
    incident_id: UUID
    number: int


class OrderJoinedIncident(Event):
    subject: ClassVar = "order"
    name: ClassVar = "order.joined_incident"
    label: ClassVar = N_("Order linked to an incident")
    order_id: UUID
    incident_id: UUID
    number: int


class TicketLeftIncident(Event):
    subject: ClassVar = "ticket"
    name: ClassVar = "ticket.left_incident"
    label: ClassVar = N_("Ticket no longer linked to an incident")
    ticket_id: UUID
    incident_id: UUID
    number: int
