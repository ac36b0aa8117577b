"""Goods, places, the ledger and its balances."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenancy import enable_tenancy, run_script

revision: str = "0004"
down_revision: str | Sequence[str] | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

#: The ledger is added to and never changed, not even by the owner of the tables.
APPEND_ONLY = """
create trigger append_only before update or delete on movements
  for each row execute function refuse_change();
create trigger append_only before update or delete on movement_lines
  for each row execute function refuse_change()
"""


def upgrade() -> None:
    op.create_table(
        "products",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("scale", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column(
            "search_vector",
            postgresql.TSVECTOR(),
            sa.Computed(
                "to_tsvector('chamado_names'::regconfig, translate(sku, '-._/', '    ') || ' ' || name)",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("scale between 0 and 3", name=op.f("products_scale_check")),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("products_pkey")),
        sa.UniqueConstraint("organization_id", "sku", name=op.f("products_sku_key")),
    )
    op.create_index(
        op.f("products_name_id_idx"), "products", ["organization_id", "name", "id"], unique=False
    )
    op.create_index(
        op.f("products_search_vector_idx"),
        "products",
        ["organization_id", "search_vector"],
        unique=False,
        postgresql_using="gin",
    )
    op.create_table(
        "locations",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "person_id is null or kind = 'van'", name=op.f("locations_only_vans_have_drivers_check")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("locations_person_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("locations_pkey")),
        sa.UniqueConstraint("organization_id", "person_id", name=op.f("locations_person_id_key")),
    )
    op.create_index(
        op.f("locations_kind_name_id_idx"),
        "locations",
        ["organization_id", "kind", "name", "id"],
        unique=False,
    )
    op.create_index(
        op.f("locations_name_id_idx"), "locations", ["organization_id", "name", "id"], unique=False
    )
    op.create_index(
        "locations_virtual_kind_key",
        "locations",
        ["organization_id", "kind"],
        unique=True,
        postgresql_where=sa.text("kind in ('consumed', 'supplier', 'adjustment')"),
    )
    op.create_table(
        "movements",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("reference_kind", sa.Text(), nullable=True),
        sa.Column("reference_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("occurred_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("movements_person_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "reverses_id"],
            ["movements.organization_id", "movements.id"],
            name=op.f("movements_reverses_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("movements_pkey")),
        sa.UniqueConstraint(
            "organization_id", "reverses_id", name=op.f("movements_reverses_id_key")
        ),
    )
    op.create_index(
        op.f("movements_kind_occurred_at_id_idx"),
        "movements",
        ["organization_id", "kind", "occurred_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("movements_occurred_at_id_idx"),
        "movements",
        ["organization_id", "occurred_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("movements_reference_id_occurred_at_id_idx"),
        "movements",
        ["organization_id", "reference_id", "occurred_at", "id"],
        unique=False,
    )
    op.create_table(
        "balances",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("balances_quantity_check")),
        sa.ForeignKeyConstraint(
            ["organization_id", "location_id"],
            ["locations.organization_id", "locations.id"],
            name=op.f("balances_location_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "product_id"],
            ["products.organization_id", "products.id"],
            name=op.f("balances_product_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("balances_pkey")),
        sa.UniqueConstraint(
            "organization_id",
            "location_id",
            "product_id",
            name=op.f("balances_location_id_product_id_key"),
        ),
    )
    op.create_index(
        op.f("balances_location_id_id_idx"),
        "balances",
        ["organization_id", "location_id", "id"],
        unique=False,
    )
    op.create_index(
        op.f("balances_product_id_id_idx"),
        "balances",
        ["organization_id", "product_id", "id"],
        unique=False,
    )
    op.create_table(
        "movement_lines",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("movement_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("from_location_id", sa.Uuid(), nullable=False),
        sa.Column("to_location_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "from_location_id <> to_location_id", name=op.f("movement_lines_places_check")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("movement_lines_quantity_check")),
        sa.ForeignKeyConstraint(
            ["organization_id", "from_location_id"],
            ["locations.organization_id", "locations.id"],
            name=op.f("movement_lines_from_location_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "movement_id"],
            ["movements.organization_id", "movements.id"],
            name=op.f("movement_lines_movement_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "product_id"],
            ["products.organization_id", "products.id"],
            name=op.f("movement_lines_product_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "to_location_id"],
            ["locations.organization_id", "locations.id"],
            name=op.f("movement_lines_to_location_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("movement_lines_pkey")),
    )
    op.create_index(
        op.f("movement_lines_movement_id_id_idx"),
        "movement_lines",
        ["organization_id", "movement_id", "id"],
        unique=False,
    )

    for table in ("products", "locations", "balances"):
        enable_tenancy(table)
    for table in ("movements", "movement_lines"):
        enable_tenancy(table, grants=("select", "insert"))
    run_script(APPEND_ONLY)
