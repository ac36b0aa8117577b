"""How time was counted: the life of an SLA clock that has ended, and the steps of a visit.

Null and empty: what ended before this.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.add_column("sla_clocks", sa.Column("segments", JSONB))
    # As defaults of their own, so that what served before can go on inserting; no row is written.
    op.add_column("visits", sa.Column("steps", JSONB, nullable=False, server_default="[]"))
    op.add_column(
        "visits", sa.Column("clock_skew_seconds", sa.Integer, nullable=False, server_default="0")
    )
