"""Indexes of what happened in a period, for the figures of field service."""

import sqlalchemy as sa
from alembic import op

revision: str = "0031"
down_revision: str = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        op.f("orders_cancelled_at_idx"),
        "orders",
        ["organization_id", "cancelled_at"],
        unique=False,
        postgresql_where=sa.text("cancelled_at is not null"),
    )
    op.create_index(
        op.f("orders_closed_at_idx"),
        "orders",
        ["organization_id", "closed_at"],
        unique=False,
        postgresql_where=sa.text("closed_at is not null"),
    )
    op.create_index(
        op.f("orders_follow_up_of_id_idx"),
        "orders",
        ["organization_id", "follow_up_of_id"],
        unique=False,
    )
    op.create_index(
        op.f("visits_finished_at_idx"),
        "visits",
        ["organization_id", "finished_at"],
        unique=False,
        postgresql_where=sa.text("finished_at is not null"),
    )
