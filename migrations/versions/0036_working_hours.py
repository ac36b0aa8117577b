"""Working hours of technicians: rotations and seasons, beside the organization's calendar."""

from alembic import op

from migrations.columns import BOOLEAN, JSONB, TEXT, column, reference, unique, versioned
from migrations.tenancy import owned_table

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    owned_table(
        "working_hours",
        reference("person_id", "people"),
        column("zone", TEXT, nullable=True),
        reference("calendar_id", "calendars", nullable=True),
        column("observes_calendar", BOOLEAN),
        column("periods", JSONB),
        versioned(),
        unique("person_id"),
    )
