"""Contacts who see what everyone of their customer asks for."""

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "contacts",
        sa.Column("is_administrator", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.alter_column("contacts", "is_administrator", server_default=None)
