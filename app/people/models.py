"""People of an organization, and the credentials by which they are recognised."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base, Owned, Versioned, owned_reference
from app.people.roles import Role


class Person(Owned, Versioned, Base):
    """Someone who can sign in: staff, or a customer's contact (role requester)."""

    __tablename__ = "people"
    __table_args__ = (
        owned_reference("company_id", "companies"),
        UniqueConstraint("organization_id", "company_id", "username"),
        Index(None, "organization_id", "name", "id"),
        Index(None, "organization_id", "role", "name", "id"),
    )

    company_id: Mapped[UUID]
    username: Mapped[str]
    name: Mapped[str]
    email: Mapped[str | None]
    locale: Mapped[str | None]
    role: Mapped[Role]
    active: Mapped[bool] = mapped_column(default=True)
    password_hash: Mapped[str] = mapped_column(deferred=True)


class SignIn(Owned, Base):
    """A session of one person on one device; its refresh tokens form one family."""

    __tablename__ = "sign_ins"
    __table_args__ = (
        owned_reference("person_id", "people"),
        Index(None, "organization_id", "person_id"),
    )

    person_id: Mapped[UUID]
    user_agent: Mapped[str]
    address: Mapped[str]
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class RefreshToken(Base):
    """Good for one use. A second use means that two hold it: the whole session ends."""

    __tablename__ = "refresh_tokens"
    __table_args__ = (owned_reference("sign_in_id", "sign_ins", ondelete="CASCADE"),)

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    sign_in_id: Mapped[UUID]
    used_at: Mapped[datetime | None]


class ApiToken(Owned, Versioned, Base):
    """A program's credential; acts as the person who made it, within its scopes."""

    __tablename__ = "api_tokens"
    __table_args__ = (
        owned_reference("person_id", "people"),
        UniqueConstraint("organization_id", "fingerprint"),
        Index(None, "organization_id", "person_id", "created_at", "id"),
    )

    person_id: Mapped[UUID]
    name: Mapped[str]
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
