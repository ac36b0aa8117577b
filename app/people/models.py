"""People of an organization, what they may do, and how they came in."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base, Owned, Versioned, owned_reference
from app.people.roles import Role


class PersonKind(StrEnum):
    MEMBER = "member"
    #: A program: owns API tokens and cannot sign in.
    SERVICE = "service"
    #: Somebody of another organization, who came in by exchanging a token.
    VISITOR = "visitor"


class InvitationStatus(StrEnum):
    PENDING = "pending"
    ACCEPTED = "accepted"
    REVOKED = "revoked"
    #: Never stored: pending, but too late.
    EXPIRED = "expired"


def _profile_of_the_role() -> ForeignKeyConstraint:
    """A profile refines one role, and only people of that role can have it."""
    return ForeignKeyConstraint(
        ["organization_id", "profile_id", "role"],
        [f"permission_profiles.{name}" for name in ("organization_id", "id", "role")],
    )


class PermissionProfile(Owned, Versioned, Base):
    """A set of permissions of the organization's own, for people of one role."""

    __tablename__ = "permission_profiles"
    __table_args__ = (
        UniqueConstraint("organization_id", "name"),
        UniqueConstraint("organization_id", "id", "role"),
        Index(None, "organization_id", "name", "id"),
        Index(None, "organization_id", "role", "name", "id"),
    )

    name: Mapped[str]
    role: Mapped[Role]
    permissions: Mapped[list[str]] = mapped_column(ARRAY(Text))


class Person(Owned, Versioned, Base):
    """Someone who acts here: staff, a customer's contact (role requester), a program, a visitor."""

    __tablename__ = "people"
    __table_args__ = (
        owned_reference("company_id", "companies"),
        _profile_of_the_role(),
        UniqueConstraint("organization_id", "company_id", "username"),
        UniqueConstraint(
            "organization_id",
            "origin_organization_id",
            "origin_person_id",
            name="people_origin_key",
        ),
        Index(None, "organization_id", "kind", "name", "id"),
        Index(None, "organization_id", "kind", "role", "name", "id"),
        Index(None, "organization_id", "profile_id", "kind", "name", "id"),
        Index(None, "organization_id", "email"),
    )

    kind: Mapped[PersonKind] = mapped_column(default=PersonKind.MEMBER)
    company_id: Mapped[UUID]
    username: Mapped[str]
    name: Mapped[str]
    #: In small letters: it is looked up when a password is forgotten.
    email: Mapped[str | None]
    #: E.164: +5541999990000.
    phone: Mapped[str | None]
    locale: Mapped[str | None]
    role: Mapped[Role]
    profile_id: Mapped[UUID | None]
    #: Works at the desk beside what the role allows; see the support profiles of desks.
    at_desk: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    #: SHA-256 of the photo's large variant; see `photos.py`.
    photo: Mapped[str | None]
    notify_by_mail: Mapped[bool] = mapped_column(default=True)
    #: Null: cannot sign in with a password.
    password_hash: Mapped[str | None] = mapped_column(deferred=True)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    anonymised_at: Mapped[datetime | None]
    #: Of a visitor: who it is at home. No foreign key: another organization's rows.
    origin_organization_id: Mapped[UUID | None]
    origin_person_id: Mapped[UUID | None]


class Invitation(Owned, Versioned, Base):
    """An offer by mail to join; its single-use token is derived and never stored."""

    __tablename__ = "invitations"
    __table_args__ = (
        owned_reference("company_id", "companies"),
        owned_reference("invited_by_id", "people"),
        owned_reference("person_id", "people"),
        _profile_of_the_role(),
        UniqueConstraint("organization_id", "fingerprint"),
        Index(
            "invitations_pending_email_key",
            "organization_id",
            "email",
            unique=True,
            postgresql_where=text("status = 'pending'"),
        ),
        Index(None, "organization_id", "created_at", "id"),
        Index(None, "organization_id", "status", "created_at", "id"),
    )

    email: Mapped[str]
    name: Mapped[str]
    locale: Mapped[str | None]
    role: Mapped[Role]
    profile_id: Mapped[UUID | None]
    company_id: Mapped[UUID]
    invited_by_id: Mapped[UUID | None]
    status: Mapped[InvitationStatus] = mapped_column(default=InvitationStatus.PENDING)
    #: How often it was sent: each time with another token, and the ones before die.
    sent_count: Mapped[int] = mapped_column(default=0)
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime]
    #: Who came of it.
    person_id: Mapped[UUID | None]


class SignIn(Owned, Base):
    """A session of one person on one device; its refresh tokens form one family."""

    __tablename__ = "sign_ins"
    __table_args__ = (
        owned_reference("person_id", "people"),
        Index(
            "sign_ins_alive_idx",
            "organization_id",
            "person_id",
            "started_at",
            "id",
            postgresql_where=text("ended_at is null"),
        ),
        Index(None, "organization_id", "person_id", "started_at"),
    )

    person_id: Mapped[UUID]
    user_agent: Mapped[str]
    #: What it calls itself, for people: "Firefox 142, Windows".
    device_name: Mapped[str]
    address: Mapped[str]
    #: Fingerprint of what the device keeps after its first sign-in, to be known again.
    device: Mapped[bytes | None] = mapped_column(LargeBinary)
    started_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    #: Of a visitor's session: the session at home that it came from, and the grant that let it in.
    origin_sign_in_id: Mapped[UUID | None]
    grant_id: Mapped[UUID | None]


class RefreshToken(Base):
    """Good for one use. A second use means that two hold it: the whole session ends."""

    __tablename__ = "refresh_tokens"
    __table_args__ = (owned_reference("sign_in_id", "sign_ins", ondelete="CASCADE"),)

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    sign_in_id: Mapped[UUID]
    used_at: Mapped[datetime | None]
    #: SHA-256 of the Idempotency-Key it was used with: a repetition with it is no second use.
    used_with: Mapped[bytes | None] = mapped_column(LargeBinary)


class PasswordReset(Owned, Base):
    """A chance to choose a new password, by a single-use token that is derived and never stored."""

    __tablename__ = "password_resets"
    __table_args__ = (
        owned_reference("person_id", "people"),
        UniqueConstraint("organization_id", "fingerprint"),
        Index(None, "organization_id", "person_id"),
        Index(None, "organization_id", "expires_at"),
    )

    person_id: Mapped[UUID]
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SecondFactor(Owned, Base):
    """A generator of one-time codes (TOTP, RFC 6238) that somebody signs in with."""

    __tablename__ = "second_factors"
    __table_args__ = (
        owned_reference("person_id", "people"),
        # One is in use; another may wait to replace it.
        *(
            Index(
                f"second_factors_{name}_key",
                "organization_id",
                "person_id",
                unique=True,
                postgresql_where=text(f"confirmed_at {which}"),
            )
            for name, which in (("in_use", "is not null"), ("waiting", "is null"))
        ),
    )

    person_id: Mapped[UUID]
    #: The shared secret, sealed: see `core/sealing.py`.
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    #: Null until a first code has proven that the generator works.
    confirmed_at: Mapped[datetime | None]
    #: The last time step whose code was taken: a code is good once (RFC 6238, 5.2).
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)


class RecoveryCode(Base):
    """Good for one sign-in when the generator of codes is lost."""

    __tablename__ = "recovery_codes"
    __table_args__ = (
        owned_reference("person_id", "people"),
        Index(None, "organization_id", "person_id"),
    )

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    person_id: Mapped[UUID]
    used_at: Mapped[datetime | None]


class ApiToken(Owned, Versioned, Base):
    """A program's credential; acts as the person or service account it is of, within its scopes."""

    __tablename__ = "api_tokens"
    __table_args__ = (
        owned_reference("person_id", "people"),
        owned_reference("successor_id", "api_tokens"),
        UniqueConstraint("organization_id", "fingerprint"),
        Index(None, "organization_id", "created_at", "id"),
        Index(None, "organization_id", "person_id", "created_at", "id"),
    )

    person_id: Mapped[UUID]
    name: Mapped[str]
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    #: Where it may be used from, as CIDR; empty: anywhere.
    networks: Mapped[list[str]] = mapped_column(ARRAY(Text))
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    #: What replaced it; from then on `expires_at` is the end of the grace.
    successor_id: Mapped[UUID | None]
