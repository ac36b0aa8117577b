"""Notifications that count and are told once, markers with a time, mails by topic."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import INTEGER, TEXT_ARRAY, TIMESTAMPTZ, UUID

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.add_column("notifications", sa.Column("event_count", INTEGER))
    op.add_column("notifications", sa.Column("broadcast_id", UUID))
    op.add_column("read_markers", sa.Column("read_at", TIMESTAMPTZ))
    op.add_column("people", sa.Column("mail_topics", TEXT_ARRAY))
    # Lines from before have no count, and older code writes none: they may be several.
    op.create_index(
        "notifications_unread_key",
        "notifications",
        ["organization_id", "person_id", "event", "subject_kind", "subject_id"],
        unique=True,
        postgresql_where=sa.text("read_at is null and event_count is not null"),
    )
    op.create_index(
        "notifications_unread_idx",
        "notifications",
        ["organization_id", "person_id", "created_at", "id"],
        postgresql_where=sa.text("read_at is null"),
    )
    op.create_index(
        "notifications_broadcast_idx",
        "notifications",
        ["organization_id", "broadcast_id", "person_id"],
        postgresql_where=sa.text("broadcast_id is not null"),
    )
