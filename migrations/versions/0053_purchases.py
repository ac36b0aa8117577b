"""Purchases: what was ordered from a supplier, and how much of it has arrived."""

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

revision = "0053"
down_revision = "0052"


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
