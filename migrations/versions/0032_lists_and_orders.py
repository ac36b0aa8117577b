"""A list of spam, the complement of an address, and the order of the fields of a form."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import TEXT

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.add_column("sites", sa.Column("complement", TEXT))
    # Forms are few; jsonb forgets in which order the keys of an object came.
    op.execute(
        """alter table form_versions alter column json_schema type json using json_schema::json,
                                     alter column ui_schema type json using ui_schema::json"""
    )
    for order in ("opened", "last_activity"):
        op.create_index(
            f"tickets_spam_{order}_idx",
            "tickets",
            ["organization_id", f"{order}_at", "id"],
            postgresql_where=sa.text("is_spam"),
        )
