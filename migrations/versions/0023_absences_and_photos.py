"""Visits at which nobody was met, and photos of orders."""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import enable_tenancy

revision: str = "0023"
down_revision: str = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "order_photos",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("taken_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("taken_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "file_id"],
            ["files.organization_id", "files.id"],
            name=op.f("order_photos_file_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "order_id"],
            ["orders.organization_id", "orders.id"],
            name=op.f("order_photos_order_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "taken_by_id"],
            ["people.organization_id", "people.id"],
            name=op.f("order_photos_taken_by_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("order_photos_pkey")),
        sa.UniqueConstraint("organization_id", "file_id", name=op.f("order_photos_file_id_key")),
    )
    op.create_index(
        op.f("order_photos_order_id_created_at_id_idx"),
        "order_photos",
        ["organization_id", "order_id", "created_at", "id"],
        unique=False,
    )
    op.add_column(
        "orders", sa.Column("failed_visits", sa.Integer(), nullable=False, server_default="0")
    )
    op.alter_column("orders", "failed_visits", server_default=None)
    op.add_column("visits", sa.Column("outcome_note", sa.Text(), nullable=True))
    # Another visit may follow one at which nobody was met.
    op.drop_index("visits_current_key", table_name="visits")
    op.create_index(
        "visits_current_key",
        "visits",
        ["organization_id", "order_id"],
        unique=True,
        postgresql_where=sa.text(
            "status not in ('rescheduled', 'customer_absent', 'not_completed')"
        ),
    )
    enable_tenancy("order_photos")
