"""The agenda."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenancy import enable_tenancy

revision: str = "0005"
down_revision: str | Sequence[str] | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "bookings",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("slot", postgresql.TSTZRANGE(), nullable=False),
        sa.Column(
            "starts_at",
            sa.TIMESTAMP(timezone=True),
            sa.Computed("lower(slot)", persisted=True),
            nullable=False,
        ),
        sa.Column(
            "ends_at",
            sa.TIMESTAMP(timezone=True),
            sa.Computed("upper(slot)", persisted=True),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("organization_id"), "="),
            (sa.column("person_id"), "="),
            (sa.column("slot"), "&&"),
            where=sa.text("active"),
            using="gist",
            name="bookings_overlap",
        ),
        sa.CheckConstraint(
            "not isempty(slot) and lower_inc(slot) and not upper_inc(slot)",
            name=op.f("bookings_half_open_check"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("bookings_person_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("bookings_pkey")),
    )
    op.create_index(
        op.f("bookings_kind_starts_at_id_ends_at_idx"),
        "bookings",
        ["organization_id", "kind", "starts_at", "id", "ends_at"],
        unique=False,
        postgresql_where=sa.text("active"),
    )
    op.create_index(
        op.f("bookings_person_id_starts_at_id_ends_at_idx"),
        "bookings",
        ["organization_id", "person_id", "starts_at", "id", "ends_at"],
        unique=False,
        postgresql_where=sa.text("active"),
    )
    op.create_index(
        op.f("bookings_starts_at_id_ends_at_idx"),
        "bookings",
        ["organization_id", "starts_at", "id", "ends_at"],
        unique=False,
        postgresql_where=sa.text("active"),
    )

    enable_tenancy("bookings")
