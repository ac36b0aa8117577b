"""Customers, their sites and contacts, and the catalogue of codes."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenancy import enable_tenancy

revision: str = "0003"
down_revision: str | Sequence[str] | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "codes",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column(
            "search_vector",
            postgresql.TSVECTOR(),
            sa.Computed(
                "to_tsvector('chamado_names'::regconfig, translate(code, '-._', '   ') || ' ' || label)",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("codes_pkey")),
        sa.UniqueConstraint("organization_id", "kind", "code", name=op.f("codes_kind_code_key")),
    )
    op.create_index(
        op.f("codes_code_id_idx"), "codes", ["organization_id", "code", "id"], unique=False
    )
    op.create_index(
        op.f("codes_kind_code_id_idx"),
        "codes",
        ["organization_id", "kind", "code", "id"],
        unique=False,
    )
    op.create_index(
        op.f("codes_search_vector_idx"),
        "codes",
        ["organization_id", "search_vector"],
        unique=False,
        postgresql_using="gin",
    )
    op.create_table(
        "customers",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column(
            "search_vector",
            postgresql.TSVECTOR(),
            sa.Computed("to_tsvector('chamado_names'::regconfig, name)", persisted=True),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("customers_pkey")),
    )
    op.create_index(
        op.f("customers_document_name_id_idx"),
        "customers",
        ["organization_id", "document", "name", "id"],
        unique=False,
    )
    op.create_index(
        op.f("customers_kind_name_id_idx"),
        "customers",
        ["organization_id", "kind", "name", "id"],
        unique=False,
    )
    op.create_index(
        op.f("customers_name_id_idx"), "customers", ["organization_id", "name", "id"], unique=False
    )
    op.create_index(
        op.f("customers_search_vector_idx"),
        "customers",
        ["organization_id", "search_vector"],
        unique=False,
        postgresql_using="gin",
    )
    op.create_table(
        "sites",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("district", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("postal_code", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Float(precision=53), nullable=True),
        sa.Column("longitude", sa.Float(precision=53), nullable=True),
        sa.Column("geo_source", sa.String(40), nullable=True),
        sa.Column("access_notes", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(latitude is null) = (longitude is null)", name=op.f("sites_whole_position_check")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "customer_id"],
            ["customers.organization_id", "customers.id"],
            name=op.f("sites_customer_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("sites_pkey")),
    )
    op.create_index(
        op.f("sites_customer_id_label_id_idx"),
        "sites",
        ["organization_id", "customer_id", "label", "id"],
        unique=False,
    )
    op.create_table(
        "contacts",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "customer_id"],
            ["customers.organization_id", "customers.id"],
            name=op.f("contacts_customer_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("contacts_person_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("contacts_pkey")),
        sa.UniqueConstraint("organization_id", "person_id", name=op.f("contacts_person_id_key")),
    )
    op.create_index(
        op.f("contacts_customer_id_created_at_id_idx"),
        "contacts",
        ["organization_id", "customer_id", "created_at", "id"],
        unique=False,
    )

    for table in ("customers", "sites", "contacts", "codes"):
        enable_tenancy(table)
