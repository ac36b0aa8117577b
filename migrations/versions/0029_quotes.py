"""Quotes, and the orders that are made of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenancy import enable_tenancy

revision: str = "0029"
down_revision: str = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quotes",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("discount_percent", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("discount_amount", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("subtotal", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("discount", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("total", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=True),
        sa.Column("sent_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("sent_by_id", sa.Uuid(), nullable=True),
        sa.Column("valid_until", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("answered_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("reject_reason", sa.Text(), nullable=True),
        sa.Column("approved_document", sa.Text(), nullable=True),
        sa.Column("converted_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("search_vector", postgresql.TSVECTOR(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(status = 'converted') = (converted_at is not null)",
            name=op.f("quotes_converted_check"),
        ),
        sa.CheckConstraint(
            "total = subtotal - discount and total >= 0", name=op.f("quotes_adds_up_check")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "sent_by_id"],
            ["people.organization_id", "people.id"],
            name=op.f("quotes_sent_by_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "answered_by_id"],
            ["people.organization_id", "people.id"],
            name=op.f("quotes_answered_by_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "customer_id"],
            ["customers.organization_id", "customers.id"],
            name=op.f("quotes_customer_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "site_id"],
            ["sites.organization_id", "sites.id"],
            name=op.f("quotes_site_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("quotes_pkey")),
        sa.UniqueConstraint("organization_id", "number", name=op.f("quotes_number_key")),
    )
    op.create_index(
        op.f("quotes_created_at_id_idx"),
        "quotes",
        ["organization_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("quotes_customer_id_created_at_id_idx"),
        "quotes",
        ["organization_id", "customer_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("quotes_fingerprint_idx"), "quotes", ["organization_id", "fingerprint"], unique=False
    )
    op.create_index(
        op.f("quotes_search_vector_idx"),
        "quotes",
        ["organization_id", "search_vector"],
        unique=False,
        postgresql_using="gin",
    )
    op.create_index(
        op.f("quotes_status_created_at_id_idx"),
        "quotes",
        ["organization_id", "status", "created_at", "id"],
        unique=False,
    )
    op.create_table(
        "quote_lines",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("quote_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=True),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("discount_percent", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("total", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.CheckConstraint(
            "quantity > 0 and unit_price >= 0 and total >= 0",
            name=op.f("quote_lines_amounts_check"),
        ),
        sa.CheckConstraint(
            "service_id is null or product_id is null", name=op.f("quote_lines_one_thing_check")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "product_id"],
            ["products.organization_id", "products.id"],
            name=op.f("quote_lines_product_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "quote_id"],
            ["quotes.organization_id", "quotes.id"],
            name=op.f("quote_lines_quote_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "service_id"],
            ["services.organization_id", "services.id"],
            name=op.f("quote_lines_service_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("quote_lines_pkey")),
        sa.UniqueConstraint(
            "organization_id",
            "quote_id",
            "position",
            name=op.f("quote_lines_quote_id_position_key"),
        ),
    )
    op.add_column("orders", sa.Column("quote_id", sa.Uuid(), nullable=True))
    op.create_unique_constraint(
        op.f("orders_quote_id_key"), "orders", ["organization_id", "quote_id"]
    )
    op.create_foreign_key(
        op.f("orders_quote_id_fkey"),
        "orders",
        "quotes",
        ["organization_id", "quote_id"],
        ["organization_id", "id"],
    )
    enable_tenancy("quotes")
    enable_tenancy("quote_lines")
