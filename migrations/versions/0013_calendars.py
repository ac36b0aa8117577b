"""Calendars, days that are different, and holidays of the organization's own."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenancy import enable_tenancy

revision: str = "0013"
down_revision: str = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendars",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("is_24x7", sa.Boolean(), nullable=False),
        sa.Column("intervals", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("with_optional", sa.Boolean(), nullable=False),
        sa.Column("holiday_set_ids", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("archived_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("calendars_pkey")),
        sa.UniqueConstraint("organization_id", "name", name=op.f("calendars_name_key")),
    )
    op.create_index(
        op.f("calendars_name_id_idx"), "calendars", ["organization_id", "name", "id"], unique=False
    )
    op.create_table(
        "holiday_sets",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("rules", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("holiday_sets_pkey")),
        sa.UniqueConstraint("organization_id", "name", name=op.f("holiday_sets_name_key")),
    )
    op.create_index(
        op.f("holiday_sets_name_id_idx"),
        "holiday_sets",
        ["organization_id", "name", "id"],
        unique=False,
    )
    op.create_table(
        "calendar_overrides",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("calendar_id", sa.Uuid(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("intervals", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "calendar_id"],
            ["calendars.organization_id", "calendars.id"],
            name=op.f("calendar_overrides_calendar_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("calendar_overrides_pkey")),
        sa.UniqueConstraint(
            "organization_id",
            "calendar_id",
            "date",
            name=op.f("calendar_overrides_calendar_id_date_key"),
        ),
    )
    op.create_index(
        op.f("calendar_overrides_calendar_id_date_id_idx"),
        "calendar_overrides",
        ["organization_id", "calendar_id", "date", "id"],
        unique=False,
    )
    enable_tenancy("calendars")
    enable_tenancy("holiday_sets")
    enable_tenancy("calendar_overrides")
