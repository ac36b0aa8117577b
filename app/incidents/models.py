"""Tables of incidents and what is linked to them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Float, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, Versioned, owned_reference
from app.core.values.notation import label_values
from app.core.values.text import C_


class IncidentStatus(StrEnum):
    """Status of an incident.

    - `open`: the failure lasts; tickets and orders opened in its area are linked by themselves.
    - `resolved`: the failure is over.
    """

    OPEN = "open"
    RESOLVED = "resolved"


label_values(
    IncidentStatus,
    {
        IncidentStatus.OPEN: C_("incident", "Open"),
        IncidentStatus.RESOLVED: C_("incident", "Resolved"),
    },
)


class Incident(Owned, Versioned, Base):
    __tablename__ = "incidents"
    __table_args__ = (
        owned_reference("created_by_id", "people"),
        UniqueConstraint("organization_id", "number"),
        CheckConstraint(
            "(area_latitude is null) = (area_radius_m is null)"
            " and (area_longitude is null) = (area_radius_m is null)",
            name="whole_area",
        ),
        Index(None, "organization_id", "started_at", "id"),
        Index(None, "organization_id", "status", "started_at", "id"),
    )

    number: Mapped[int]
    title: Mapped[str]
    #: For the desk: what is known, who is at it.
    description: Mapped[str | None]
    status: Mapped[IncidentStatus]
    started_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    created_by_id: Mapped[UUID | None]
    #: An outage: what is opened inside of this circle is linked by itself; all three or none.
    area_latitude: Mapped[float | None] = mapped_column(Float(53))
    area_longitude: Mapped[float | None] = mapped_column(Float(53))
    area_radius_m: Mapped[int | None]


class IncidentSite(Base):
    """A site without service because of this incident, wherever it lies."""

    __tablename__ = "incident_sites"
    __table_args__ = (
        owned_reference("incident_id", "incidents"),
        owned_reference("site_id", "sites"),
        Index(None, "organization_id", "site_id"),
        Index(
            "incident_sites_list_idx",
            *("organization_id", "incident_id", "created_at", "site_id"),
        ),
    )

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    incident_id: Mapped[UUID] = mapped_column(primary_key=True)
    site_id: Mapped[UUID] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]


class IncidentOrder(Base):
    """A service order that was opened because of this incident."""

    __tablename__ = "incident_orders"
    __table_args__ = (
        owned_reference("incident_id", "incidents"),
        owned_reference("order_id", "orders"),
        Index(None, "organization_id", "order_id"),
        Index(
            "incident_orders_list_idx",
            *("organization_id", "incident_id", "created_at", "order_id"),
        ),
    )

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    incident_id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]


class IncidentTicket(Base):
    """A ticket that this incident is behind."""

    __tablename__ = "incident_tickets"
    __table_args__ = (
        owned_reference("incident_id", "incidents"),
        owned_reference("ticket_id", "tickets"),
        Index(None, "organization_id", "ticket_id"),
        Index(
            "incident_tickets_list_idx",
            *("organization_id", "incident_id", "created_at", "ticket_id"),
        ),
    )

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    incident_id: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]


class IncidentUpdate(Owned, Base):
    """Message to the requesters of all linked tickets, sent once."""

    __tablename__ = "incident_updates"
    __table_args__ = (
        owned_reference("incident_id", "incidents"),
        owned_reference("author_id", "people"),
        owned_reference("cause_code_id", "codes"),
        owned_reference("solution_code_id", "codes"),
        Index(None, "organization_id", "incident_id", "created_at", "id"),
    )

    incident_id: Mapped[UUID]
    author_id: Mapped[UUID]
    body: Mapped[str]
    #: It is the solution of the tickets too.
    solves: Mapped[bool]
    cause_code_id: Mapped[UUID | None]
    solution_code_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
