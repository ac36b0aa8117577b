"""Absences of technicians: requested, then approved, refused or cancelled."""

from alembic import op

from migrations.columns import (
    DATE,
    TEXT,
    TIMESTAMPTZ,
    WORD,
    column,
    index,
    reference,
    versioned,
)
from migrations.tenancy import owned_table

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    owned_table(
        "absences",
        reference("person_id", "people"),
        column("kind", WORD),
        column("first_day", DATE),
        column("last_day", DATE),
        column("part", WORD),
        column("starts_at", TIMESTAMPTZ),
        column("ends_at", TIMESTAMPTZ),
        column("reason", TEXT, nullable=True),
        column("status", WORD),
        reference("decided_by_id", "people", nullable=True),
        column("decided_at", TIMESTAMPTZ, nullable=True),
        column("answer", TEXT, nullable=True),
        reference("booking_id", "bookings", nullable=True),
        versioned(),
        index("starts_at", "id"),
        index("person_id", "starts_at", "id"),
        index("status", "starts_at", "id"),
        index("booking_id"),
    )
