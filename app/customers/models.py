"""Who is served, where, and who may speak for them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, Float, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.database import Base, Owned, Versioned, owned_reference


class CustomerKind(StrEnum):
    PERSON = "person"
    COMPANY = "company"


class GeoSource(StrEnum):
    """How a site got its coordinates: the technician's are the ones that were stood on."""

    MANUAL = "manual"
    GEOCODED = "geocoded"
    TECHNICIAN = "technician"


class Customer(Owned, Versioned, Base):
    __tablename__ = "customers"
    __table_args__ = (
        Index(None, "organization_id", "name", "id"),
        Index(None, "organization_id", "kind", "name", "id"),
        Index(None, "organization_id", "document", "name", "id"),
        Index(None, "organization_id", "search_vector", postgresql_using="gin"),
    )

    name: Mapped[str]
    kind: Mapped[CustomerKind]
    document: Mapped[str | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    notes: Mapped[str | None]
    search_vector: Mapped[str] = mapped_column(
        TSVECTOR,
        Computed("to_tsvector('chamado_names'::regconfig, name)", persisted=True),
        deferred=True,
    )


class Site(Owned, Versioned, Base):
    """An address of a customer: where work is done."""

    __tablename__ = "sites"
    __table_args__ = (
        owned_reference("customer_id", "customers"),
        CheckConstraint("(latitude is null) = (longitude is null)", name="whole_position"),
        Index(None, "organization_id", "customer_id", "label", "id"),
    )

    customer_id: Mapped[UUID]
    label: Mapped[str]
    street: Mapped[str]
    number: Mapped[str | None]
    district: Mapped[str | None]
    city: Mapped[str]
    state: Mapped[str | None]
    postal_code: Mapped[str | None]
    country: Mapped[str]
    latitude: Mapped[float | None] = mapped_column(Float(53))
    longitude: Mapped[float | None] = mapped_column(Float(53))
    geo_source: Mapped[GeoSource | None]
    access_notes: Mapped[str | None]


class Contact(Owned, Base):
    """A person (role requester) who speaks for one customer."""

    __tablename__ = "contacts"
    __table_args__ = (
        owned_reference("customer_id", "customers"),
        owned_reference("person_id", "people"),
        UniqueConstraint("organization_id", "person_id"),
        Index(None, "organization_id", "customer_id", "created_at", "id"),
    )

    customer_id: Mapped[UUID]
    person_id: Mapped[UUID]
    #: Sees what everyone of the customer asks for.
    is_administrator: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
