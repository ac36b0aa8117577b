"""An organization: one customer of the platform, with its branches and the names that find it."""

from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base, Owned, Versioned


class Organization(Owned, Versioned, Base):
    """The organization itself; it owns its own row."""

    __tablename__ = "organizations"
    __table_args__ = (CheckConstraint("id = organization_id", name="owns_itself"),)

    name: Mapped[str]
    locale: Mapped[str]
    zone: Mapped[str]


class TenantDomain(Base):
    """A name that finds its organization before anyone has signed in; unique in the whole world.

    A small reference table: it points at nothing, and only `find_tenant` reads it across tenants.
    """

    __tablename__ = "tenant_domains"

    domain: Mapped[str] = mapped_column(primary_key=True)
    organization_id: Mapped[UUID]


class Company(Owned, Versioned, Base):
    """A legal entity or branch; people sign in to one of them by its code."""

    __tablename__ = "companies"
    __table_args__ = (UniqueConstraint("organization_id", "code"),)

    code: Mapped[str]
    name: Mapped[str]
