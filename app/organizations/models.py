"""Tables of organizations, companies and domains."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, Versioned


class Organization(Owned, Versioned, Base):
    """The organization itself; it owns its own row."""

    __tablename__ = "organizations"
    __table_args__ = (CheckConstraint("id = organization_id", name="owns_itself"),)

    name: Mapped[str]
    legal_name: Mapped[str | None]
    #: CNPJ or NIF, without punctuation.
    document: Mapped[str | None]
    #: In one line, as documents show it.
    address: Mapped[str | None]
    phone: Mapped[str | None]
    email: Mapped[str | None]
    locale: Mapped[str]
    zone: Mapped[str]
    #: variant -> SHA-256 of the picture; null: none was given.
    logo: Mapped[dict[str, str] | None] = mapped_column(JSONB(none_as_null=True))
    #: What it has chosen; `schemas.OrganizationSettings` says what there is to choose.
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    #: What its plan includes; null: everything.
    features: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    #: How many technicians may be active; null: any number.
    technician_limit: Mapped[int | None]


class TenantDomain(Base):
    """A name that finds its organization before anyone has signed in; unique in the whole world.

    A small reference table: it points at nothing, and only `find_tenant` reads it across tenants.
    """

    __tablename__ = "tenant_domains"

    domain: Mapped[str] = mapped_column(primary_key=True)
    organization_id: Mapped[UUID]


class DomainStatus(StrEnum):
    """State of a claimed domain.

    - `pending`: claimed, but the DNS record that verifies it has not been found yet.
    - `verified`: people find the organization by it when they sign in.
    """

    PENDING = "pending"
    VERIFIED = "verified"


class Domain(Owned, Versioned, Base):
    """A name that the organization claims; once verified, a `TenantDomain` says so to the world."""

    __tablename__ = "domains"
    __table_args__ = (
        UniqueConstraint("organization_id", "domain"),
        Index(None, "organization_id", "domain", "id"),
    )

    domain: Mapped[str]
    status: Mapped[DomainStatus]
    #: What a TXT record has to say. Everyone can read it: no secret.
    verification: Mapped[str]
    checked_at: Mapped[datetime | None]
    #: Why the last look was that failed: a code; null: none yet, or it was found.
    failure: Mapped[str | None]
    verified_at: Mapped[datetime | None]


class Company(Owned, Versioned, Base):
    """A legal entity or branch; people sign in to one of them by its code."""

    __tablename__ = "companies"
    __table_args__ = (
        UniqueConstraint("organization_id", "code"),
        Index(None, "organization_id", "code", "id"),
    )

    code: Mapped[str]
    name: Mapped[str]
    document: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
