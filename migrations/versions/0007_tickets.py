"""Tickets, what is said in them, and the orders raised from them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenancy import enable_tenancy

revision: str = "0007"
down_revision: str = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tickets",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("protocol", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("priority", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("requester_id", sa.Uuid(), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=False),
        sa.Column("assignee_id", sa.Uuid(), nullable=True),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("cause_code_id", sa.Uuid(), nullable=True),
        sa.Column("solution_code_id", sa.Uuid(), nullable=True),
        sa.Column("solution_details", sa.Text(), nullable=True),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("reopened_count", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("last_activity_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("first_response_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("solved_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("closed_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("search_vector", postgresql.TSVECTOR(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "assignee_id"],
            ["people.organization_id", "people.id"],
            name=op.f("tickets_assignee_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "cause_code_id"],
            ["codes.organization_id", "codes.id"],
            name=op.f("tickets_cause_code_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "created_by_id"],
            ["people.organization_id", "people.id"],
            name=op.f("tickets_created_by_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "customer_id"],
            ["customers.organization_id", "customers.id"],
            name=op.f("tickets_customer_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "requester_id"],
            ["people.organization_id", "people.id"],
            name=op.f("tickets_requester_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "site_id"],
            ["sites.organization_id", "sites.id"],
            name=op.f("tickets_site_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "solution_code_id"],
            ["codes.organization_id", "codes.id"],
            name=op.f("tickets_solution_code_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("tickets_pkey")),
        sa.UniqueConstraint("organization_id", "number", name=op.f("tickets_number_key")),
    )
    op.create_index(
        op.f("tickets_assignee_id_opened_at_id_idx"),
        "tickets",
        ["organization_id", "assignee_id", "opened_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("tickets_customer_id_opened_at_id_idx"),
        "tickets",
        ["organization_id", "customer_id", "opened_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("tickets_opened_at_id_idx"),
        "tickets",
        ["organization_id", "opened_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("tickets_priority_opened_at_id_idx"),
        "tickets",
        ["organization_id", "priority", "opened_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("tickets_requester_id_opened_at_id_idx"),
        "tickets",
        ["organization_id", "requester_id", "opened_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("tickets_search_vector_idx"),
        "tickets",
        ["organization_id", "search_vector"],
        unique=False,
        postgresql_using="gin",
    )
    op.create_index(
        op.f("tickets_status_opened_at_id_idx"),
        "tickets",
        ["organization_id", "status", "opened_at", "id"],
        unique=False,
    )
    op.create_index(
        "tickets_without_assignee_id_idx",
        "tickets",
        ["organization_id", "opened_at", "id"],
        unique=False,
        postgresql_where=sa.text("assignee_id is null"),
    )
    op.create_index(
        "tickets_without_customer_id_idx",
        "tickets",
        ["organization_id", "opened_at", "id"],
        unique=False,
        postgresql_where=sa.text("customer_id is null"),
    )
    op.create_table(
        "messages",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("author_kind", sa.String(length=40), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "author_id"],
            ["people.organization_id", "people.id"],
            name=op.f("messages_author_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "ticket_id"],
            ["tickets.organization_id", "tickets.id"],
            name=op.f("messages_ticket_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("messages_pkey")),
        sa.UniqueConstraint(
            "organization_id", "ticket_id", "seq", name=op.f("messages_ticket_id_seq_key")
        ),
    )
    op.create_table(
        "read_markers",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("last_read_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("read_markers_person_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "ticket_id"],
            ["tickets.organization_id", "tickets.id"],
            name=op.f("read_markers_ticket_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "organization_id", "ticket_id", "person_id", name=op.f("read_markers_pkey")
        ),
    )
    op.create_table(
        "ticket_orders",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "order_id"],
            ["orders.organization_id", "orders.id"],
            name=op.f("ticket_orders_order_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "ticket_id"],
            ["tickets.organization_id", "tickets.id"],
            name=op.f("ticket_orders_ticket_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "organization_id", "ticket_id", "order_id", name=op.f("ticket_orders_pkey")
        ),
    )
    op.create_index(
        op.f("ticket_orders_order_id_idx"),
        "ticket_orders",
        ["organization_id", "order_id"],
        unique=False,
    )
    enable_tenancy("tickets")
    enable_tenancy("messages", grants=("select", "insert"))
    enable_tenancy("read_markers")
    enable_tenancy("ticket_orders")
