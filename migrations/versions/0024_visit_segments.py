"""What a technician's time went to."""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import enable_tenancy

revision: str = "0024"
down_revision: str = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "visit_segments",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("started_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("ended_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "ended_at >= started_at", name=op.f("visit_segments_runs_forward_check")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "visit_id"],
            ["visits.organization_id", "visits.id"],
            name=op.f("visit_segments_visit_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("visit_segments_pkey")),
    )
    op.create_index(
        "visit_segments_running_key",
        "visit_segments",
        ["organization_id", "visit_id"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_index(
        op.f("visit_segments_visit_id_started_at_idx"),
        "visit_segments",
        ["organization_id", "visit_id", "started_at"],
        unique=False,
    )
    for name in ("travel_seconds", "work_seconds", "pause_seconds"):
        op.add_column("visits", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        op.alter_column("visits", name, server_default=None)
    enable_tenancy("visit_segments")
