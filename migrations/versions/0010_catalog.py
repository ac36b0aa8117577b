"""Catalogue: codes, cities, categories, specialties and services."""

from migrations.columns import (
    BOOLEAN,
    DOUBLE,
    INTEGER,
    MONEY,
    QUANTITY,
    TEXT,
    TSVECTOR,
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

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    # A problem, cause or solution code. An archived one stays where it was used.
    owned_table(
        "codes",
        column("kind", WORD),
        column("code", TEXT),
        column("label", TEXT),
        column("active", BOOLEAN),
        computed(
            "search_vector",
            TSVECTOR,
            "to_tsvector('chamado_names'::regconfig, translate(code, '-._', '   ') || ' ' || label)",
        ),
        versioned(),
        unique("kind", "code"),
        index("code", "id"),
        index("kind", "code", "id"),
        index("search_vector", using="gin"),
    )
    # A place that is served, with its centre for the map.
    owned_table(
        "cities",
        column("name", TEXT),
        column("state", TEXT, nullable=True),
        column("country", TEXT),
        column("latitude", DOUBLE, nullable=True),
        column("longitude", DOUBLE, nullable=True),
        column("active", BOOLEAN),
        versioned(),
        check("whole_position", "(latitude is null) = (longitude is null)"),
        unique("country", "state", "name", nulls_not_distinct=True),
        index("name", "id"),
    )
    # A category of orders or, with a parent, a subcategory.
    owned_table(
        "categories",
        column("name", TEXT),
        reference("parent_id", "categories", nullable=True),
        column("active", BOOLEAN),
        versioned(),
        unique("parent_id", "name", nulls_not_distinct=True),
        index("name", "id"),
        index("parent_id", "name", "id"),
        index("name", "id", name="categories_top_idx", where="parent_id is null"),
    )
    # What a technician can be qualified for, and a service may require.
    owned_table(
        "specialties",
        column("name", TEXT),
        column("description", TEXT, nullable=True),
        column("active", BOOLEAN),
        versioned(),
        unique("name"),
        index("name", "id"),
    )
    # Work that is done at a customer's: its duration, its price and what it requires.
    owned_table(
        "services",
        column("code", TEXT),
        column("name", TEXT),
        column("description", TEXT, nullable=True),
        reference("category_id", "categories", nullable=True),
        column("duration_minutes", INTEGER),
        column("price", MONEY),
        column("min_photos", INTEGER),
        column("needs_network", BOOLEAN),
        column("needs_technician_signature", BOOLEAN),
        column("active", BOOLEAN),
        computed(
            "search_vector",
            TSVECTOR,
            "to_tsvector('chamado_names'::regconfig, translate(code, '-._', '   ') || ' ' || name)",
        ),
        versioned(),
        check("amounts", "duration_minutes > 0 and price >= 0 and min_photos >= 0"),
        unique("code"),
        index("name", "id"),
        index("category_id", "name", "id"),
        index("search_vector", using="gin"),
    )
    # Goods that the service usually consumes.
    owned_table(
        "service_materials",
        reference("service_id", "services"),
        reference("product_id", "products"),
        column("quantity", QUANTITY),
        check("is_used", "quantity > 0"),
        key=("service_id", "product_id"),
    )
    # A specialty that the technician of the service must have.
    owned_table(
        "service_specialties",
        reference("service_id", "services"),
        reference("specialty_id", "specialties"),
        key=("service_id", "specialty_id"),
    )
