"""What documents say of who issued them, and which text of consent was signed."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import TEXT

revision = "0029"
down_revision = "0028"

ADDED = {"organizations": "address", "signatures": "consent_version"}


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for table, column in ADDED.items():
        op.add_column(table, sa.Column(column, TEXT))
