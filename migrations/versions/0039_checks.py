"""What was checked when a visit was booked, and when technicians are on call."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import JSONB, TEXT, UUID, column, reference, unique, versioned
from migrations.tenancy import add_reference, owned_table

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.add_column("bookings", sa.Column("site_id", UUID))
    add_reference("bookings", "site_id", "sites")
    # A default of its own, so that what served before can go on inserting; no row is written.
    op.add_column("bookings", sa.Column("warnings", JSONB, nullable=False, server_default="[]"))
    op.add_column("bookings", sa.Column("override_reason", TEXT))
    owned_table(
        "on_call_duties",
        reference("person_id", "people"),
        column("periods", JSONB),
        versioned(),
        unique("person_id"),
    )
