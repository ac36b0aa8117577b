"""People: who acts in an organization, by which permissions, and who is invited."""

from migrations.columns import (
    BOOLEAN,
    BYTEA,
    INTEGER,
    TEXT,
    TEXT_ARRAY,
    TIMESTAMPTZ,
    UUID,
    WORD,
    column,
    foreign_key,
    index,
    reference,
    unique,
    versioned,
)
from migrations.tenancy import owned_table

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    # A set of permissions of the organization's own, for people of one role.
    owned_table(
        "permission_profiles",
        column("name", TEXT),
        column("role", WORD),
        column("permissions", TEXT_ARRAY),
        versioned(),
        unique("name"),
        unique("id", "role"),
        index("name", "id"),
        index("role", "name", "id"),
    )
    # Staff, contacts of customers (role requester), service accounts and visitors.
    owned_table(
        "people",
        column("kind", WORD),
        reference("company_id", "companies"),
        column("username", TEXT),
        column("name", TEXT),
        column("email", TEXT, nullable=True),
        column("phone", TEXT, nullable=True),
        column("locale", TEXT, nullable=True),
        column("role", WORD),
        column("profile_id", UUID, nullable=True),
        column("at_desk", BOOLEAN),
        column("active", BOOLEAN),
        column("deactivated_at", TIMESTAMPTZ, nullable=True),
        column("photo", TEXT, nullable=True),
        column("notify_by_mail", BOOLEAN),
        column("password_hash", TEXT, nullable=True),
        column("must_change_password", BOOLEAN),
        column("anonymised_at", TIMESTAMPTZ, nullable=True),
        column("origin_organization_id", UUID, nullable=True),
        column("origin_person_id", UUID, nullable=True),
        versioned(),
        foreign_key(["profile_id", "role"], "permission_profiles", ["id", "role"]),
        unique("company_id", "username"),
        unique("origin_organization_id", "origin_person_id", name="people_origin_key"),
        index("kind", "name", "id"),
        index("kind", "role", "name", "id"),
        index("profile_id", "kind", "name", "id"),
        index("email"),
    )
    # An offer by mail to join. The token is derived: only its fingerprint is stored.
    owned_table(
        "invitations",
        column("email", TEXT),
        column("name", TEXT),
        column("locale", TEXT, nullable=True),
        column("role", WORD),
        column("profile_id", UUID, nullable=True),
        reference("company_id", "companies"),
        reference("invited_by_id", "people", nullable=True),
        column("status", WORD),
        column("sent_count", INTEGER),
        column("fingerprint", BYTEA),
        column("expires_at", TIMESTAMPTZ),
        reference("person_id", "people", nullable=True),
        versioned(),
        foreign_key(["profile_id", "role"], "permission_profiles", ["id", "role"]),
        unique("fingerprint"),
        index(
            "email", name="invitations_pending_email_key", unique=True, where="status = 'pending'"
        ),
        index("created_at", "id"),
        index("status", "created_at", "id"),
    )
