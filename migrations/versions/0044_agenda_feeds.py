"""Calendar feeds of technicians, and the released bookings that they tell of."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import BYTEA, TEXT, TIMESTAMPTZ, column, index, reference, unique, versioned
from migrations.tenancy import owned_table

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    owned_table(
        "agenda_feeds",
        reference("person_id", "people"),
        column("name", TEXT),
        column("fingerprint", BYTEA),
        column("revoked_at", TIMESTAMPTZ, nullable=True),
        versioned(),
        unique("fingerprint"),
        index("created_at", "id"),
        index("person_id", "created_at", "id"),
    )
    op.create_index(
        "bookings_released_idx",
        "bookings",
        ["organization_id", "person_id", "starts_at"],
        postgresql_where=sa.text("not active"),
    )
