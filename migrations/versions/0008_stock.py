"""Stock: products, locations, and the ledger of movements with its balances."""

from migrations.columns import (
    BOOLEAN,
    INTEGER,
    QUANTITY,
    TEXT,
    TIMESTAMPTZ,
    TSVECTOR,
    UUID,
    WORD,
    check,
    column,
    computed,
    index,
    reference,
    unique,
    versioned,
)
from migrations.tenancy import owned_table

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    # Something that is counted or measured; `scale` is the number of decimals of quantities.
    owned_table(
        "products",
        column("sku", TEXT),
        column("name", TEXT),
        column("unit", WORD),
        column("scale", INTEGER),
        column("active", BOOLEAN),
        computed(
            "search_vector",
            TSVECTOR,
            "to_tsvector('chamado_names'::regconfig, translate(sku, '-._/', '    ') || ' ' || name)",
        ),
        versioned(),
        check("scale", "scale between 0 and 3"),
        unique("sku"),
        index("name", "id"),
        index("search_vector", using="gin"),
    )
    # Where stock is: a warehouse, a technician's van, or a virtual place of the ledger.
    owned_table(
        "locations",
        column("kind", WORD),
        column("name", TEXT),
        reference("person_id", "people", nullable=True),
        versioned(),
        check("only_vans_have_drivers", "person_id is null or kind = 'van'"),
        unique("person_id"),
        index(
            "kind",
            name="locations_virtual_kind_key",
            unique=True,
            where="kind in ('consumed', 'supplier', 'adjustment')",
        ),
        index("name", "id"),
        index("kind", "name", "id"),
    )
    # The quantity of a product at a real location: the sum of the ledger, kept up with it.
    owned_table(
        "balances",
        reference("location_id", "locations"),
        reference("product_id", "products"),
        column("quantity", QUANTITY),
        check("quantity", "quantity >= 0"),
        unique("location_id", "product_id"),
        index("location_id", "id"),
        index("product_id", "id"),
    )
    # An entry of the ledger. It is never changed, only reversed by another.
    owned_table(
        "movements",
        column("kind", WORD),
        reference("reverses_id", "movements", nullable=True),
        reference("person_id", "people", nullable=True),
        column("reference_kind", TEXT, nullable=True),
        column("reference_id", UUID, nullable=True),
        column("note", TEXT, nullable=True),
        column("occurred_at", TIMESTAMPTZ),
        unique("reverses_id"),
        index("occurred_at", "id"),
        index("kind", "occurred_at", "id"),
        index("reference_id", "occurred_at", "id"),
        append_only=True,
    )
    # The quantity of one product that a movement took from one location to another.
    owned_table(
        "movement_lines",
        reference("movement_id", "movements"),
        reference("product_id", "products"),
        column("quantity", QUANTITY),
        reference("from_location_id", "locations"),
        reference("to_location_id", "locations"),
        check("quantity", "quantity > 0"),
        check("places", "from_location_id <> to_location_id"),
        index("movement_id", "id"),
        append_only=True,
    )
