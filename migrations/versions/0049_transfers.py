"""Transfers: requested, picked, shipped, received, with goods on the way in a place of their own."""

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

revision = "0049"
down_revision = "0048"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    owned_table(
        "transfers",
        column("status", WORD),
        reference("from_location_id", "locations"),
        reference("to_location_id", "locations"),
        column("note", TEXT, nullable=True),
        reference("requested_by_id", "people", nullable=True),
        reference("picked_by_id", "people", nullable=True),
        reference("received_by_id", "people", nullable=True),
        reference("shipment_id", "movements", nullable=True),
        reference("arrival_id", "movements", nullable=True),
        column("shipped_at", TIMESTAMPTZ, nullable=True),
        column("received_at", TIMESTAMPTZ, nullable=True),
        versioned(),
        check("places", "from_location_id <> to_location_id"),
        index("created_at", "id"),
        index("status", "created_at", "id"),
        index("from_location_id", "created_at", "id"),
        index("to_location_id", "created_at", "id"),
        deletable=False,
    )
    # What was asked for of a product, what left, and what arrived.
    owned_table(
        "transfer_lines",
        reference("transfer_id", "transfers"),
        column("position", INTEGER),
        reference("product_id", "products"),
        column("requested", QUANTITY),
        column("picked", QUANTITY, nullable=True),
        column("received", QUANTITY, nullable=True),
        column("serials", TEXT_ARRAY),
        column("received_serials", TEXT_ARRAY),
        check("quantities", "requested > 0 and picked >= 0 and received between 0 and picked"),
        unique("transfer_id", "product_id"),
    )
