"""Versions of contacts and messages, so that a change can be held against what was seen."""

from alembic import op

revision = "0023"
down_revision = "0022"

#: Table -> when a row was changed last, as far as it tells.
CHANGED = {
    "contacts": "created_at",
    "messages": "coalesce(greatest(edited_at, redacted_at), created_at)",
}


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for table, changed in CHANGED.items():
        op.execute(
            f"""alter table {table} add column version integer not null default 1,
                  add column updated_at timestamptz"""
        )
        # Not an update: that would be subject to row-level security, and see no rows.
        op.execute(f"alter table {table} alter column updated_at type timestamptz using {changed}")
        op.execute(
            f"""alter table {table} alter column version drop default,
                  alter column updated_at set not null"""
        )
