"""The list of orders that wait for a visit, the most urgent first."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"

_URGENCY = """((case when priority = 'urgent' then 0 when priority = 'high' then 1
                     when priority = 'normal' then 2 else 3 end * 2
                + case when failed_visits > 0 then 0 else 1 end) * 100000000000000000::bigint
               + cast(extract(epoch from opened_at - timestamptz '1970-01-01 00:00:00+00')
                      * 1000000 as bigint))"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.create_index(
        "orders_unscheduled_idx",
        "orders",
        ["organization_id", sa.text(_URGENCY), "id"],
        postgresql_where=sa.text("status in ('open', 'awaiting_reschedule')"),
    )
