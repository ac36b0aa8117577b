"""Lists of orders for boards: by start, urgency, site, city, category and codes."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import TEXT

revision = "0045"
down_revision = "0044"

#: Names that people type in many ways; of what is indexed and of what is asked for.
FUNCTIONS = (
    """create function city_key(given text) returns text
      language sql immutable parallel safe as $$
      select public.unaccent('public.unaccent', lower(btrim(given))) $$""",
    """create function city_keys(given text[]) returns text[]
      language sql immutable parallel safe as $$
      select array(select public.city_key(name) from unnest(given) as name) $$""",
)
_START = "case when starts_at is null then timestamptz '9999-12-31 00:00:00+00' else starts_at end"
_URGENCY = """case when priority = 'urgent' then 1 when priority = 'high' then 2
                   when priority = 'normal' then 3 else 4 end"""
INDEXES: dict[str, tuple[str, tuple[str, ...]]] = {
    **{
        f"orders_{key}_opened_at_id_idx": ("orders", (key, "opened_at", "id"))
        for key in ("site_id", "category_id", "problem_code_id")
    },
    "orders_start_idx": ("orders", (_START, "id")),
    "orders_status_start_idx": ("orders", ("status", _START, "id")),
    "orders_technician_start_idx": ("orders", ("technician_id", _START, "id")),
    "orders_urgency_idx": ("orders", (_URGENCY, "id")),
    **{
        f"close_reports_{key}_order_id_idx": ("close_reports", (key, "order_id"))
        for key in ("cause_code_id", "solution_code_id")
    },
    "sites_city_key_id_idx": ("sites", ("city_key", "id")),
}


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for definition in FUNCTIONS:
        op.execute(definition)
    city_key = sa.Computed("city_key(city)", persisted=True)
    op.add_column("sites", sa.Column("city_key", TEXT, city_key, nullable=False))
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, ["organization_id", *map(_part, columns)])


def _part(column: str) -> str | sa.TextClause:
    return column if column.isidentifier() else sa.text(f"({column})")
