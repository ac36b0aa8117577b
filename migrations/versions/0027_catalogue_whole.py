"""Services, specialties, categories and cities."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenancy import enable_tenancy

revision: str = "0027"
down_revision: str = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "categories",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "parent_id"],
            ["categories.organization_id", "categories.id"],
            name=op.f("categories_parent_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("categories_pkey")),
        sa.UniqueConstraint(
            "organization_id",
            "parent_id",
            "name",
            name=op.f("categories_parent_id_name_key"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        op.f("categories_name_id_idx"),
        "categories",
        ["organization_id", "name", "id"],
        unique=False,
    )
    op.create_index(
        "categories_top_idx",
        "categories",
        ["organization_id", "name", "id"],
        unique=False,
        postgresql_where=sa.text("parent_id is null"),
    )
    op.create_index(
        op.f("categories_parent_id_name_id_idx"),
        "categories",
        ["organization_id", "parent_id", "name", "id"],
        unique=False,
    )
    op.create_table(
        "cities",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Float(precision=53), nullable=True),
        sa.Column("longitude", sa.Float(precision=53), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(latitude is null) = (longitude is null)", name=op.f("cities_whole_position_check")
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("cities_pkey")),
        sa.UniqueConstraint(
            "organization_id",
            "country",
            "state",
            "name",
            name=op.f("cities_country_state_name_key"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        op.f("cities_name_id_idx"), "cities", ["organization_id", "name", "id"], unique=False
    )
    op.create_table(
        "specialties",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("specialties_pkey")),
        sa.UniqueConstraint("organization_id", "name", name=op.f("specialties_name_key")),
    )
    op.create_index(
        op.f("specialties_name_id_idx"),
        "specialties",
        ["organization_id", "name", "id"],
        unique=False,
    )
    op.create_table(
        "services",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("category_id", sa.Uuid(), nullable=True),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        sa.Column("price", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("min_photos", sa.Integer(), nullable=False),
        sa.Column("needs_network", sa.Boolean(), nullable=False),
        sa.Column("needs_technician_signature", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column(
            "search_vector",
            postgresql.TSVECTOR(),
            sa.Computed(
                "to_tsvector('chamado_names'::regconfig, translate(code, '-._', '   ') || ' ' || name)",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "duration_minutes > 0 and price >= 0 and min_photos >= 0",
            name=op.f("services_amounts_check"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "category_id"],
            ["categories.organization_id", "categories.id"],
            name=op.f("services_category_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("services_pkey")),
        sa.UniqueConstraint("organization_id", "code", name=op.f("services_code_key")),
    )
    op.create_index(
        op.f("services_category_id_name_id_idx"),
        "services",
        ["organization_id", "category_id", "name", "id"],
        unique=False,
    )
    op.create_index(
        op.f("services_name_id_idx"), "services", ["organization_id", "name", "id"], unique=False
    )
    op.create_index(
        op.f("services_search_vector_idx"),
        "services",
        ["organization_id", "search_vector"],
        unique=False,
        postgresql_using="gin",
    )
    op.create_table(
        "service_materials",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("service_materials_is_used_check")),
        sa.ForeignKeyConstraint(
            ["organization_id", "product_id"],
            ["products.organization_id", "products.id"],
            name=op.f("service_materials_product_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "service_id"],
            ["services.organization_id", "services.id"],
            name=op.f("service_materials_service_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "organization_id", "service_id", "product_id", name=op.f("service_materials_pkey")
        ),
    )
    op.create_table(
        "service_specialties",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("specialty_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "service_id"],
            ["services.organization_id", "services.id"],
            name=op.f("service_specialties_service_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "specialty_id"],
            ["specialties.organization_id", "specialties.id"],
            name=op.f("service_specialties_specialty_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "organization_id", "service_id", "specialty_id", name=op.f("service_specialties_pkey")
        ),
    )
    enable_tenancy("categories")
    enable_tenancy("cities")
    enable_tenancy("specialties")
    enable_tenancy("services")
    enable_tenancy("service_materials")
    enable_tenancy("service_specialties")
