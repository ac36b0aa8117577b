"""Promises of visits apart from their slots, and the order that a booking is for.

Bookings of before name no order and promise nothing: their visits do.
"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import BOOLEAN, TIMESTAMPTZ, UUID, WORD
from migrations.tenancy import add_reference

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.add_column("bookings", sa.Column("order_id", UUID))
    op.add_column("bookings", sa.Column("promise_kind", WORD))
    for column in ("promised_from", "promised_until", "confirmed_at"):
        op.add_column("bookings", sa.Column(column, TIMESTAMPTZ))
    op.add_column(
        "bookings", sa.Column("pinned", BOOLEAN, nullable=False, server_default=sa.false())
    )
    add_reference("bookings", "order_id", "orders")
    op.create_index(
        "bookings_order_id_starts_at_id_idx",
        "bookings",
        ["organization_id", "order_id", "starts_at", "id"],
        postgresql_where=sa.text("active"),
    )
