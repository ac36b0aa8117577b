"""Schedules: bookings of technicians, two of which never overlap."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from migrations.columns import (
    BOOLEAN,
    TEXT,
    TIMESTAMPTZ,
    TSTZRANGE,
    WORD,
    check,
    column,
    computed,
    index,
    reference,
    versioned,
)
from migrations.tenancy import owned_table

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    # A slot of a technician's time: a visit, an absence, or a block kept free.
    owned_table(
        "bookings",
        reference("person_id", "people"),
        column("kind", WORD),
        column("slot", TSTZRANGE),
        computed("starts_at", TIMESTAMPTZ, "lower(slot)"),
        computed("ends_at", TIMESTAMPTZ, "upper(slot)"),
        column("note", TEXT, nullable=True),
        column("active", BOOLEAN),
        versioned(),
        check("half_open", "not isempty(slot) and lower_inc(slot) and not upper_inc(slot)"),
        postgresql.ExcludeConstraint(
            (sa.column("organization_id"), "="),
            (sa.column("person_id"), "="),
            (sa.column("slot"), "&&"),
            where=sa.text("active"),
            using="gist",
            name="bookings_overlap",
        ),
        index("starts_at", "id", "ends_at", where="active"),
        index("person_id", "starts_at", "id", "ends_at", where="active"),
        index("kind", "starts_at", "id", "ends_at", where="active"),
    )
