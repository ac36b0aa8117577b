"""An API token knows what replaced it."""

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("api_tokens", sa.Column("successor_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("api_tokens_successor_id_fkey"),
        "api_tokens",
        "api_tokens",
        ["organization_id", "successor_id"],
        ["organization_id", "id"],
    )
