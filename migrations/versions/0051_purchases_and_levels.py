"""Purchases, how much there should be of a product at a place, and the card of a product."""

from alembic import op

from migrations.columns import (
    INTEGER,
    QUANTITY,
    TEXT,
    TIMESTAMPTZ,
    WORD,
    check,
    column,
    index,
    reference,
    unique,
    versioned,
)
from migrations.tenancy import owned_table

revision = "0051"
down_revision = "0050"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    owned_table(
        "purchases",
        column("status", WORD),
        column("supplier", TEXT),
        column("order_number", TEXT, nullable=True),
        reference("location_id", "locations"),
        column("note", TEXT, nullable=True),
        reference("ordered_by_id", "people", nullable=True),
        column("closed_at", TIMESTAMPTZ, nullable=True),
        versioned(),
        index("created_at", "id"),
        index("status", "created_at", "id"),
        index("location_id", "created_at", "id"),
        deletable=False,
    )
    owned_table(
        "purchase_lines",
        reference("purchase_id", "purchases"),
        column("position", INTEGER),
        reference("product_id", "products"),
        column("ordered", QUANTITY),
        column("received", QUANTITY),
        check("quantities", "ordered > 0 and received >= 0"),
        unique("purchase_id", "product_id"),
    )
    # How much of a product there should be at a place.
    owned_table(
        "stock_levels",
        reference("location_id", "locations"),
        reference("product_id", "products"),
        column("minimum", QUANTITY),
        column("target", QUANTITY),
        versioned(),
        check("quantities", "minimum >= 0 and target >= minimum"),
        unique("location_id", "product_id"),
        index("location_id", "id"),
        index("product_id", "id"),
    )
    op.create_index(
        "movement_lines_product_id_id_idx",
        "movement_lines",
        ["organization_id", "product_id", "id"],
    )
