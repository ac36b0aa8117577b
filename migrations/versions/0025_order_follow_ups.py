"""Orders that take up the matter of closed ones."""

import sqlalchemy as sa
from alembic import op

revision: str = "0025"
down_revision: str = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("orders", sa.Column("follow_up_of_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("orders_follow_up_of_id_fkey"),
        "orders",
        "orders",
        ["organization_id", "follow_up_of_id"],
        ["organization_id", "id"],
    )
