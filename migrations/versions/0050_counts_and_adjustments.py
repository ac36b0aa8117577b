"""Counts and adjustments: what corrects balances, once somebody approves it."""

from alembic import op

from migrations.columns import (
    INTEGER,
    QUANTITY,
    TEXT,
    TEXT_ARRAY,
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

revision = "0050"
down_revision = "0049"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    owned_table(
        "counts",
        column("status", WORD),
        reference("location_id", "locations"),
        column("note", TEXT, nullable=True),
        reference("opened_by_id", "people", nullable=True),
        reference("decided_by_id", "people", nullable=True),
        reference("movement_id", "movements", nullable=True),
        versioned(),
        index("created_at", "id"),
        index("status", "created_at", "id"),
        index("location_id", "created_at", "id"),
        index(
            "location_id",
            name="counts_open_location_key",
            unique=True,
            where="status in ('open', 'counted')",
        ),
        deletable=False,
    )
    # What was found of a product, and what the ledger had at that moment.
    owned_table(
        "count_lines",
        reference("count_id", "counts"),
        reference("product_id", "products"),
        column("counted", QUANTITY),
        column("expected", QUANTITY),
        column("first_counted", QUANTITY, nullable=True),
        column("serials", TEXT_ARRAY),
        column("expected_serials", TEXT_ARRAY),
        reference("counted_by_id", "people", nullable=True),
        column("counted_at", TIMESTAMPTZ),
        check("quantities", "counted >= 0 and expected >= 0"),
        unique("count_id", "product_id"),
    )
    owned_table(
        "adjustments",
        column("status", WORD),
        column("kind", WORD),
        reference("location_id", "locations"),
        column("note", TEXT),
        reference("requested_by_id", "people", nullable=True),
        reference("decided_by_id", "people", nullable=True),
        reference("movement_id", "movements", nullable=True),
        versioned(),
        index("created_at", "id"),
        index("status", "created_at", "id"),
        index("location_id", "created_at", "id"),
        deletable=False,
    )
    # So much more of a product is there than the ledger says, or, below zero, less.
    owned_table(
        "adjustment_lines",
        reference("adjustment_id", "adjustments"),
        column("position", INTEGER),
        reference("product_id", "products"),
        column("quantity", QUANTITY),
        column("serials", TEXT_ARRAY),
        check("quantity", "quantity <> 0"),
        unique("adjustment_id", "product_id"),
    )
