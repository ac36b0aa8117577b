"""Statements that read incidents."""

from typing import Any

from sqlalchemy import JSON, bindparam, case, func, literal_column, select
from sqlalchemy.types import Uuid

from app.core.data.statements import prepared, read_by_id, tenant_join
from app.core.http.listing import Listing
from app.customers.models import Customer
from app.incidents.models import (
    Incident,
    IncidentOrder,
    IncidentSite,
    IncidentTicket,
    IncidentUpdate,
)
from app.people.models import Person
from app.tickets.models import Ticket

_linked = (
    select(func.count())
    .select_from(IncidentTicket)
    .where(tenant_join(Incident, IncidentTicket, IncidentTicket.incident_id))
    .correlate(Incident)
)
_open = _linked.join(
    Ticket,
    tenant_join(Ticket, IncidentTicket, IncidentTicket.ticket_id),
).where(literal_column("tickets.awaiting <> 'nobody'"))


def _count(model: Any) -> Any:
    return (
        select(func.count())
        .select_from(model)
        .where(tenant_join(Incident, model, model.incident_id))
        .correlate(Incident)
        .scalar_subquery()
    )


_INCIDENTS = select(
    Incident.id,
    Incident.number,
    Incident.title,
    Incident.description,
    Incident.status,
    Incident.started_at,
    Incident.resolved_at,
    Incident.created_by_id,
    case(
        (
            Incident.area_radius_m.is_not(None),
            func.json_build_object(
                *("latitude", Incident.area_latitude, "longitude", Incident.area_longitude),
                *("radius_m", Incident.area_radius_m),
                type_=JSON,
            ),
        )
    ).label("area"),
    _count(IncidentSite).label("site_count"),
    _count(IncidentOrder).label("order_count"),
    _linked.scalar_subquery().label("ticket_count"),
    _open.scalar_subquery().label("open_ticket_count"),
    Incident.created_at,
    Incident.version,
)
INCIDENTS = Listing(_INCIDENTS, Incident)
INCIDENT = read_by_id(_INCIDENTS, Incident, "version")
_INCIDENT_ID = bindparam("incident_id", type_=Uuid())
TICKETS = Listing(
    select(
        IncidentTicket.ticket_id,
        Ticket.number,
        Ticket.subject,
        Ticket.status,
        Person.name.label("requester_name"),
        Ticket.customer_id,
        Customer.name.label("customer_name"),
        IncidentTicket.created_at,
    )
    .join(Ticket, tenant_join(Ticket, IncidentTicket, IncidentTicket.ticket_id))
    .join(Person, tenant_join(Person, Ticket, Ticket.requester_id))
    .outerjoin(Customer, tenant_join(Customer, Ticket, Ticket.customer_id)),
    IncidentTicket,
    tie="ticket_id",
)
OF_INCIDENT = {
    model: model.incident_id == _INCIDENT_ID
    for model in (IncidentTicket, IncidentUpdate, IncidentSite, IncidentOrder)
}
UPDATES = Listing(
    select(
        IncidentUpdate.id,
        IncidentUpdate.body,
        IncidentUpdate.solves,
        IncidentUpdate.author_id,
        Person.name.label("author_name"),
        IncidentUpdate.created_at,
    ).join(Person, tenant_join(Person, IncidentUpdate, IncidentUpdate.author_id)),
    IncidentUpdate,
)
#: The incidents that were behind one ticket, for those who explain its promises.
INCIDENTS_OF_TICKET = prepared(
    select(
        Incident.id.label("incident_id"),
        Incident.number,
        Incident.title,
        Incident.started_at,
        Incident.resolved_at,
    )
    .join(IncidentTicket, tenant_join(Incident, IncidentTicket, IncidentTicket.incident_id))
    .where(
        Incident.organization_id == bindparam("organization_id"),
        IncidentTicket.ticket_id == bindparam("ticket_id", type_=Uuid()),
    )
    .order_by(Incident.started_at, Incident.id)
)
