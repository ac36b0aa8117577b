"""Tables of credentials: sessions, refresh tokens, second factors, password resets, API tokens."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, Versioned, owned_reference


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
    #: The shared secret, encrypted: see `core/security/encryption.py`.
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
