"""A file may come with several messages, and a message knows which one it was copied from."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import UUID

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.create_index("attachments_file_id_idx", "attachments", ["organization_id", "file_id"])
    op.drop_constraint("attachments_file_id_key", "attachments", type_="unique")
    op.add_column("messages", sa.Column("origin_id", UUID))
    op.create_index(
        "messages_origin_id_idx",
        "messages",
        ["organization_id", "origin_id"],
        postgresql_where=sa.text("origin_id is not null"),
    )
