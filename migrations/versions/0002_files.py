"""Files: what is known about stored bytes."""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import enable_tenancy

revision: str = "0002"
down_revision: str = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "files",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("storage_key", sa.Text(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name="files_person_id_fkey",
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name="files_pkey"),
    )
    op.create_index(
        "files_person_id_created_at_id_idx",
        "files",
        ["organization_id", "person_id", "created_at", "id"],
    )
    enable_tenancy("files")
