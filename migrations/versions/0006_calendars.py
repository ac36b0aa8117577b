"""Calendars: business hours, holidays and single days with other hours."""

from migrations.columns import (
    BOOLEAN,
    DATE,
    JSONB,
    TEXT,
    TIMESTAMPTZ,
    UUID_ARRAY,
    column,
    index,
    reference,
    unique,
    versioned,
)
from migrations.tenancy import owned_table

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    # Holidays of a city or of the organization, besides those of the country.
    owned_table(
        "holiday_sets",
        column("name", TEXT),
        column("rules", JSONB),
        versioned(),
        unique("name"),
        index("name", "id"),
    )
    # The default calendar has the organization's own id.
    owned_table(
        "calendars",
        column("name", TEXT),
        column("zone", TEXT),
        column("is_24x7", BOOLEAN),
        column("intervals", JSONB),
        column("country", TEXT, nullable=True),
        column("state", TEXT, nullable=True),
        column("with_optional", BOOLEAN),
        column("holiday_set_ids", UUID_ARRAY),
        column("archived_at", TIMESTAMPTZ, nullable=True),
        versioned(),
        unique("name"),
        index("name", "id"),
    )
    # A day on which a calendar has other hours, or none.
    owned_table(
        "calendar_overrides",
        reference("calendar_id", "calendars"),
        column("date", DATE),
        column("intervals", JSONB),
        column("reason", TEXT),
        unique("calendar_id", "date"),
        index("calendar_id", "date", "id"),
    )
