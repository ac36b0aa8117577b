"""Schedule plans: proposals to change the agenda, made by a job and applied by a person."""

from alembic import op

from migrations.columns import (
    INTEGER,
    JSONB,
    TEXT,
    TIMESTAMPTZ,
    WORD,
    check,
    column,
    index,
    reference,
    versioned,
)
from migrations.tenancy import owned_table

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    owned_table(
        "schedule_plans",
        column("kind", WORD),
        column("status", WORD),
        column("starts_at", TIMESTAMPTZ),
        column("ends_at", TIMESTAMPTZ),
        column("asked", JSONB),
        column("rounds_done", INTEGER),
        column("rounds_total", INTEGER),
        column("best", JSONB, nullable=True),
        column("result", JSONB, nullable=True),
        column("basis", JSONB, nullable=True),
        column("failure_code", TEXT, nullable=True),
        reference("requested_by_id", "people", nullable=True),
        reference("applied_by_id", "people", nullable=True),
        column("finished_at", TIMESTAMPTZ, nullable=True),
        column("applied_at", TIMESTAMPTZ, nullable=True),
        versioned(),
        check("period", "starts_at < ends_at"),
        check("applied", "(status = 'applied') = (applied_at is not null)"),
        index("created_at", "id"),
        index("status", "created_at", "id"),
        index("kind", "created_at", "id"),
        index("requested_by_id", "created_at", "id"),
    )
