"""Lines of an order as they were agreed: services, products and free text, with their discounts.

The table keeps its name while code that knows it is served. A line of before has no total of its
own: it comes to quantity times price, as it did.
"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import MONEY, PERCENT, UUID

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    table = "order_services"
    op.add_column(table, sa.Column("product_id", UUID))
    op.add_column(table, sa.Column("discount_percent", PERCENT))
    op.add_column(table, sa.Column("total", MONEY))
    op.add_column(
        table, sa.Column("is_approved", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    for column in ("service_id", "code"):
        op.alter_column(table, column, nullable=True)
    op.create_foreign_key(
        f"{table}_product_id_fkey",
        table,
        "products",
        ["organization_id", "product_id"],
        ["organization_id", "id"],
    )
    op.create_check_constraint(
        f"{table}_one_thing_check", table, "service_id is null or product_id is null"
    )
    op.create_index(
        f"{table}_order_id_position_idx", table, ["organization_id", "order_id", "position"]
    )
    # A quote may offer one service in two lines, at two prices.
    op.drop_constraint(f"{table}_order_id_service_id_key", table)
    # What is taken off all lines together, and the percentage that it came from.
    op.add_column("orders", sa.Column("discount_percent", PERCENT))
    op.add_column("orders", sa.Column("discount", MONEY))
