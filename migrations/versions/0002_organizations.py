"""Organizations: their companies, and the domains by which people find them."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import (
    BOOLEAN,
    INTEGER,
    JSONB,
    TEXT,
    TEXT_ARRAY,
    TIMESTAMPTZ,
    UUID,
    WORD,
    check,
    column,
    index,
    unique,
    versioned,
)
from migrations.tenancy import enable_tenancy, function_across_tenants, owned_table

revision = "0002"
down_revision = "0001"

FIND_TENANT = """
create function find_tenant(wanted text) returns uuid
  language sql stable security definer set search_path = public as
$$ select organization_id from tenant_domains where domain = wanted $$
"""


def upgrade() -> None:
    # The tenant itself: it owns its own row.
    owned_table(
        "organizations",
        column("name", TEXT),
        column("legal_name", TEXT, nullable=True),
        column("document", TEXT, nullable=True),
        column("phone", TEXT, nullable=True),
        column("email", TEXT, nullable=True),
        column("locale", TEXT),
        column("zone", TEXT),
        column("logo", JSONB, nullable=True),
        column("settings", JSONB),
        column("features", TEXT_ARRAY, nullable=True),
        column("technician_limit", INTEGER, nullable=True),
        versioned(),
        check("owns_itself", "id = organization_id"),
    )
    # A legal entity or branch; people sign in to one of them by its code.
    owned_table(
        "companies",
        column("code", TEXT),
        column("name", TEXT),
        column("document", TEXT, nullable=True),
        column("active", BOOLEAN),
        versioned(),
        unique("code"),
        index("code", "id"),
    )
    # A domain that the organization claims, and whether that is verified.
    owned_table(
        "domains",
        column("domain", TEXT),
        column("status", WORD),
        column("verification", TEXT),
        column("checked_at", TIMESTAMPTZ, nullable=True),
        column("failure", TEXT, nullable=True),
        column("verified_at", TIMESTAMPTZ, nullable=True),
        versioned(),
        unique("domain"),
        index("domain", "id"),
    )
    # Finds the organization before anyone has signed in; verified domains only.
    op.create_table(
        "tenant_domains",
        column("domain", TEXT),
        column("organization_id", UUID),
        # Unique in the whole world, not only within the organization.
        sa.PrimaryKeyConstraint("domain"),
    )
    enable_tenancy("tenant_domains", dispatched=True, reference_table=True)
    function_across_tenants("find_tenant(text)", FIND_TENANT)
