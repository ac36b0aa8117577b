"""The bell."""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import enable_tenancy

revision: str = "0008"
down_revision: str = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notifications",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("read_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("notifications_person_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("notifications_pkey")),
    )
    op.create_index(
        op.f("notifications_person_id_created_at_id_idx"),
        "notifications",
        ["organization_id", "person_id", "created_at", "id"],
        unique=False,
    )
    enable_tenancy("notifications")
