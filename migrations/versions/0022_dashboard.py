"""What the dashboard counts: tickets by when they were solved, clocks by when they began."""

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        op.f("sla_clocks_started_at_idx"),
        "sla_clocks",
        ["organization_id", "started_at"],
        unique=False,
    )
    op.create_index(
        "tickets_solved_idx",
        "tickets",
        ["organization_id", "solved_at"],
        unique=False,
        postgresql_where=sa.text("solved_at is not null"),
    )
