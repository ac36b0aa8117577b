"""An API token knows what replaced it, and a second factor can be replaced while it is in use."""

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
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
    op.drop_constraint("second_factors_person_id_key", "second_factors", type_="unique")
    for name, which in (("in_use", "is not null"), ("waiting", "is null")):
        op.create_index(
            f"second_factors_{name}_key",
            "second_factors",
            ["organization_id", "person_id"],
            unique=True,
            postgresql_where=sa.text(f"confirmed_at {which}"),
        )
