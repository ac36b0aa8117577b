"""Tables of services, specialties, categories, cities and codes."""

from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, Float, Index, Numeric, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, Versioned, owned_reference
from app.core.values.notation import label_values
from app.core.values.text import C_

#: Levels of a specialty: from 1, a beginner, to this one, who teaches it to others.
HIGHEST_LEVEL = 5


class CodeKind(StrEnum):
    """Kind of a code.

    - `problem`: what is to be solved; every order is opened with one.
    - `cause`: why the problem arose; chosen when an order is closed or a ticket is solved.
    - `solution`: what was done about it; chosen with the cause.
    """

    PROBLEM = "problem"
    CAUSE = "cause"
    SOLUTION = "solution"


label_values(
    CodeKind,
    {
        CodeKind.PROBLEM: C_("kind of code", "Problem"),
        CodeKind.CAUSE: C_("kind of code", "Cause"),
        CodeKind.SOLUTION: C_("kind of code", "Solution"),
    },
)


class Code(Owned, Versioned, Base):
    """One entry of the catalogue. An archived code stays where it was used."""

    __tablename__ = "codes"
    __table_args__ = (
        UniqueConstraint("organization_id", "kind", "code"),
        Index(None, "organization_id", "code", "id"),
        Index(None, "organization_id", "kind", "code", "id"),
        Index(None, "organization_id", "search_vector", postgresql_using="gin"),
    )

    kind: Mapped[CodeKind]
    code: Mapped[str]
    label: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    search_vector: Mapped[str] = mapped_column(
        TSVECTOR,
        Computed("search_words(code || ' ' || label)", persisted=True),
        deferred=True,
    )


class Specialty(Owned, Versioned, Base):
    """Something that a technician can be good at, and a service may need."""

    __tablename__ = "specialties"
    __table_args__ = (
        UniqueConstraint("organization_id", "name"),
        Index(None, "organization_id", "name", "id"),
    )

    name: Mapped[str]
    description: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)


class Category(Owned, Versioned, Base):
    """Category by which orders are sorted; with a parent, a subcategory of it."""

    __tablename__ = "categories"
    __table_args__ = (
        owned_reference("parent_id", "categories"),
        UniqueConstraint(
            *("organization_id", "parent_id", "name"), postgresql_nulls_not_distinct=True
        ),
        Index(None, "organization_id", "name", "id"),
        Index(None, "organization_id", "parent_id", "name", "id"),
        # PostgreSQL does not follow the order behind `is null` in the index above.
        Index(
            "categories_top_idx",
            *("organization_id", "name", "id"),
            postgresql_where=text("parent_id is null"),
        ),
    )

    name: Mapped[str]
    parent_id: Mapped[UUID | None]
    active: Mapped[bool] = mapped_column(default=True)


class City(Owned, Versioned, Base):
    """A place that is served, with its centre for the map."""

    __tablename__ = "cities"
    __table_args__ = (
        UniqueConstraint(
            *("organization_id", "country", "state", "name"), postgresql_nulls_not_distinct=True
        ),
        CheckConstraint("(latitude is null) = (longitude is null)", name="whole_position"),
        Index(None, "organization_id", "name", "id"),
    )

    name: Mapped[str]
    state: Mapped[str | None]
    country: Mapped[str]
    latitude: Mapped[float | None] = mapped_column(Float(53))
    longitude: Mapped[float | None] = mapped_column(Float(53))
    active: Mapped[bool] = mapped_column(default=True)


class Service(Owned, Versioned, Base):
    """Something that is done at a customer's: how long it takes, what it costs and needs."""

    __tablename__ = "services"
    __table_args__ = (
        owned_reference("category_id", "categories"),
        UniqueConstraint("organization_id", "code"),
        CheckConstraint("duration_minutes > 0 and price >= 0 and min_photos >= 0", name="amounts"),
        Index(None, "organization_id", "name", "id"),
        Index(None, "organization_id", "category_id", "name", "id"),
        Index(None, "organization_id", "search_vector", postgresql_using="gin"),
    )

    code: Mapped[str]
    name: Mapped[str]
    description: Mapped[str | None]
    category_id: Mapped[UUID | None]
    duration_minutes: Mapped[int]
    price: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    #: What closing an order with this service takes, beside what every order takes.
    min_photos: Mapped[int] = mapped_column(default=0)
    needs_network: Mapped[bool] = mapped_column(default=False)
    needs_technician_signature: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    search_vector: Mapped[str] = mapped_column(
        TSVECTOR,
        Computed("search_words(code || ' ' || name)", persisted=True),
        deferred=True,
    )


class ServiceSpecialty(Base):
    """A specialty that whoever does the service has to have."""

    __tablename__ = "service_specialties"
    __table_args__ = (
        owned_reference("service_id", "services"),
        owned_reference("specialty_id", "specialties"),
        CheckConstraint(f"least_level between 1 and {HIGHEST_LEVEL}", name="least_level"),
    )

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    service_id: Mapped[UUID] = mapped_column(primary_key=True)
    specialty_id: Mapped[UUID] = mapped_column(primary_key=True)
    #: How good they have to be at it.
    least_level: Mapped[int] = mapped_column(default=1)


class ServiceMaterial(Base):
    """Goods that the service usually takes."""

    __tablename__ = "service_materials"
    __table_args__ = (
        owned_reference("service_id", "services"),
        owned_reference("product_id", "products"),
        CheckConstraint("quantity > 0", name="is_used"),
    )

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    service_id: Mapped[UUID] = mapped_column(primary_key=True)
    product_id: Mapped[UUID] = mapped_column(primary_key=True)
    quantity: Mapped[Decimal]
