"""Authentication: sessions, second factors, password resets and API tokens."""

from migrations.columns import (
    BIGINT,
    BYTEA,
    TEXT,
    TEXT_ARRAY,
    TIMESTAMPTZ,
    UUID,
    column,
    index,
    reference,
    unique,
    versioned,
)
from migrations.tenancy import owned_table

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    # A session of one person on one device; its refresh tokens form one family.
    owned_table(
        "sign_ins",
        reference("person_id", "people"),
        column("user_agent", TEXT),
        column("device_name", TEXT),
        column("address", TEXT),
        column("device", BYTEA, nullable=True),
        column("started_at", TIMESTAMPTZ),
        column("last_seen_at", TIMESTAMPTZ),
        column("expires_at", TIMESTAMPTZ),
        column("ended_at", TIMESTAMPTZ, nullable=True),
        column("origin_sign_in_id", UUID, nullable=True),
        column("grant_id", UUID, nullable=True),
        index("person_id", "started_at", "id", name="sign_ins_alive_idx", where="ended_at is null"),
        index("person_id", "started_at"),
    )
    # Valid for one use; a second use ends the whole session.
    owned_table(
        "refresh_tokens",
        column("fingerprint", BYTEA),
        reference("sign_in_id", "sign_ins", ondelete="CASCADE"),
        column("used_at", TIMESTAMPTZ, nullable=True),
        column("used_with", BYTEA, nullable=True),
        key=("fingerprint",),
    )
    # Permission to choose a new password, by a token that is used once.
    owned_table(
        "password_resets",
        reference("person_id", "people"),
        column("fingerprint", BYTEA),
        column("expires_at", TIMESTAMPTZ),
        column("used_at", TIMESTAMPTZ, nullable=True),
        unique("fingerprint"),
        index("person_id"),
        index("expires_at"),
    )
    # A generator of one-time codes (TOTP, RFC 6238). A new one waits beside the one in use.
    owned_table(
        "second_factors",
        reference("person_id", "people"),
        column("secret", BYTEA),
        column("created_at", TIMESTAMPTZ),
        column("confirmed_at", TIMESTAMPTZ, nullable=True),
        column("last_step", BIGINT),
        index(
            "person_id",
            name="second_factors_in_use_key",
            unique=True,
            where="confirmed_at is not null",
        ),
        index(
            "person_id",
            name="second_factors_waiting_key",
            unique=True,
            where="confirmed_at is null",
        ),
    )
    # Valid for one sign-in, when the generator of codes is lost.
    owned_table(
        "recovery_codes",
        column("fingerprint", BYTEA),
        reference("person_id", "people"),
        column("used_at", TIMESTAMPTZ, nullable=True),
        index("person_id"),
        key=("fingerprint",),
    )
    # A program's credential: acts for its person or service account, within its scopes.
    owned_table(
        "api_tokens",
        reference("person_id", "people"),
        column("name", TEXT),
        column("fingerprint", BYTEA),
        column("scopes", TEXT_ARRAY),
        column("networks", TEXT_ARRAY),
        column("expires_at", TIMESTAMPTZ),
        column("last_used_at", TIMESTAMPTZ, nullable=True),
        column("revoked_at", TIMESTAMPTZ, nullable=True),
        reference("successor_id", "api_tokens", nullable=True),
        versioned(),
        unique("fingerprint"),
        index("created_at", "id"),
        index("person_id", "created_at", "id"),
    )
