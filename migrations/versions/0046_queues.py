"""Lists of tickets and SLA clocks for queues: by what is due, urgency, desk, channel and process."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"

_DUE = "case when due_at is null then timestamptz '9999-12-31 00:00:00+00' else due_at end"
_URGENCY = """case when priority = 'urgent' then 1 when priority = 'high' then 2
                   when priority = 'normal' then 3 else 4 end"""
#: Name -> what it follows, and which tickets it has.
INDEXES: dict[str, tuple[tuple[str, ...], str | None]] = {
    "desk_id_opened": (("desk_id", "opened_at"), None),
    "channel_opened": (("channel", "opened_at"), None),
    "process_id_opened": (("process_id", "opened_at"), "process_id is not null"),
    "status_name_id_opened": (("status_name_id", "opened_at"), "status_name_id is not null"),
    "updated_at_id": (("updated_at",), None),
    "due": ((_DUE,), None),
    "urgency": ((_URGENCY,), None),
    "open_urgency": ((_URGENCY,), "awaiting <> 'nobody'"),
}


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for name, (columns, where) in INDEXES.items():
        op.create_index(
            f"tickets_{name}_idx",
            "tickets",
            ["organization_id", *map(_part, columns), "id"],
            postgresql_where=None if where is None else sa.text(where),
        )
    for moment in ("due", "met", "breached"):
        op.create_index(
            f"sla_clocks_{moment}_idx",
            "sla_clocks",
            ["organization_id", f"{moment}_at", "id"],
            postgresql_where=sa.text(f"{moment}_at is not null"),
        )


def _part(column: str) -> str | sa.TextClause:
    return column if column.isidentifier() else sa.text(f"({column})")
