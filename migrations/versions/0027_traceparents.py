"""The trace in which an event was announced and an outbox task enqueued; null: none was kept."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import TEXT

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for table in ("events", "outbox_tasks"):
        op.add_column(table, sa.Column("traceparent", TEXT))
