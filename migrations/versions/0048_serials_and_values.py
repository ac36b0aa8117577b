"""Serial numbers, what goods are worth, and the places where they are lost or on their way.

What was moved before is worth nothing: nobody said what it cost.
"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import DATE, TEXT, TIMESTAMPTZ, UUID, column, index, reference, unique
from migrations.tenancy import owned_table

revision = "0048"
down_revision = "0047"

_COST, _VALUE = sa.Numeric(14, 4), sa.Numeric(18, 4)
_SERVER_MADE = "kind in ('consumed', 'supplier', 'adjustment', 'loss', 'transit')"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.add_column(
        "products", sa.Column("tracking", sa.String(40), nullable=False, server_default="none")
    )
    op.add_column("products", sa.Column("product_category", TEXT))
    op.add_column("products", sa.Column("cost", _COST))
    op.add_column("products", sa.Column("price", sa.Numeric(14, 2)))
    op.add_column(
        "products", sa.Column("barcodes", sa.ARRAY(TEXT), nullable=False, server_default="{}")
    )
    op.create_check_constraint(
        "products_tracking_check", "products", "tracking <> 'serial' or scale = 0"
    )
    op.create_index(
        "products_barcodes_idx",
        "products",
        ["organization_id", "barcodes"],
        postgresql_using="gin",
    )
    op.create_index(
        "products_product_category_name_id_idx",
        "products",
        ["organization_id", "product_category", "name", "id"],
    )
    op.create_index(
        "locations_server_made_key",
        "locations",
        ["organization_id", "kind"],
        unique=True,
        postgresql_where=sa.text(_SERVER_MADE),
    )
    op.drop_index("locations_virtual_kind_key", table_name="locations")
    # One thing that has a number of its own, and the only place where it is.
    owned_table(
        "serials",
        reference("product_id", "products"),
        column("serial", TEXT),
        reference("location_id", "locations"),
        column("moved_at", TIMESTAMPTZ),
        column("received_at", TIMESTAMPTZ),
        column("warranty_until", DATE, nullable=True),
        unique("product_id", "serial"),
        index("serial", "id"),
        index("product_id", "serial", "id"),
        index("location_id", "serial", "id"),
        deletable=False,
    )
    op.add_column("balances", sa.Column("value", _VALUE, nullable=False, server_default="0"))
    op.create_check_constraint("balances_value_check", "balances", "value >= 0")
    op.add_column("movements", sa.Column("document_number", TEXT))
    op.add_column("movements", sa.Column("approved_by_id", UUID))
    op.create_foreign_key(
        "movements_approved_by_id_fkey",
        "movements",
        "people",
        ["organization_id", "approved_by_id"],
        ["organization_id", "id"],
    )
    op.add_column("movement_lines", sa.Column("value", _VALUE, nullable=False, server_default="0"))
    op.add_column("movement_lines", sa.Column("serial_id", UUID))
    op.create_foreign_key(
        "movement_lines_serial_id_fkey",
        "movement_lines",
        "serials",
        ["organization_id", "serial_id"],
        ["organization_id", "id"],
    )
    op.create_check_constraint("movement_lines_value_check", "movement_lines", "value >= 0")
    op.create_check_constraint(
        "movement_lines_serial_check", "movement_lines", "serial_id is null or quantity = 1"
    )
    op.create_index(
        "movement_lines_serial_id_id_idx", "movement_lines", ["organization_id", "serial_id", "id"]
    )
