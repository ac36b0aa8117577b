"""Signatures and service orders: visits, materials and the reports that were signed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenancy import enable_tenancy

revision: str = "0006"
down_revision: str = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "signatures",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("signer_name", sa.Text(), nullable=False),
        sa.Column("signer_document", sa.Text(), nullable=True),
        sa.Column("consent_text", sa.Text(), nullable=True),
        sa.Column("strokes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("canvas_width", sa.Double(), nullable=False),
        sa.Column("canvas_height", sa.Double(), nullable=False),
        sa.Column("svg", sa.Text(), nullable=False),
        sa.Column("device_time", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("received_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("accuracy_m", sa.Double(), nullable=True),
        sa.Column("offline", sa.Boolean(), nullable=False),
        sa.Column("collected_by_id", sa.Uuid(), nullable=True),
        sa.Column("user_agent", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "content_hash ~ '^[0-9a-f]{64}$'", name=op.f("signatures_is_sha256_check")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "collected_by_id"],
            ["people.organization_id", "people.id"],
            name=op.f("signatures_collected_by_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("signatures_pkey")),
    )
    op.create_index(
        op.f("signatures_subject_kind_subject_id_idx"),
        "signatures",
        ["organization_id", "subject_kind", "subject_id"],
        unique=False,
    )
    op.create_table(
        "orders",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("protocol", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("problem_code_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("priority", sa.String(40), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("technician_id", sa.Uuid(), nullable=True),
        sa.Column("starts_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("ends_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("materials_count", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("closed_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.Column("report_file_id", sa.Uuid(), nullable=True),
        sa.Column("search_vector", postgresql.TSVECTOR(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "customer_id"],
            ["customers.organization_id", "customers.id"],
            name=op.f("orders_customer_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "problem_code_id"],
            ["codes.organization_id", "codes.id"],
            name=op.f("orders_problem_code_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "report_file_id"],
            ["files.organization_id", "files.id"],
            name=op.f("orders_report_file_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "site_id"],
            ["sites.organization_id", "sites.id"],
            name=op.f("orders_site_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "technician_id"],
            ["people.organization_id", "people.id"],
            name=op.f("orders_technician_id_fkey"),
        ),
        sa.CheckConstraint(
            "(status = 'closed') = (closed_at is not null)", name=op.f("orders_closed_check")
        ),
        sa.CheckConstraint(
            "(status = 'cancelled') = (cancelled_at is not null)",
            name=op.f("orders_cancelled_check"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("orders_pkey")),
        sa.UniqueConstraint("organization_id", "number", name=op.f("orders_number_key")),
        sa.UniqueConstraint("organization_id", "protocol", name=op.f("orders_protocol_key")),
    )
    op.create_index(
        op.f("orders_customer_id_opened_at_id_idx"),
        "orders",
        ["organization_id", "customer_id", "opened_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("orders_opened_at_id_idx"),
        "orders",
        ["organization_id", "opened_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("orders_priority_opened_at_id_idx"),
        "orders",
        ["organization_id", "priority", "opened_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("orders_search_vector_idx"),
        "orders",
        ["organization_id", "search_vector"],
        unique=False,
        postgresql_using="gin",
    )
    op.create_index(
        op.f("orders_status_opened_at_id_idx"),
        "orders",
        ["organization_id", "status", "opened_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("orders_technician_id_opened_at_id_idx"),
        "orders",
        ["organization_id", "technician_id", "opened_at", "id"],
        unique=False,
    )
    op.create_index(
        "orders_without_technician_id_idx",
        "orders",
        ["organization_id", "opened_at", "id"],
        unique=False,
        postgresql_where=sa.text("technician_id is null"),
    )
    op.create_index(
        op.f("orders_updated_at_id_idx"),
        "orders",
        ["organization_id", "updated_at", "id"],
        unique=False,
    )
    op.create_table(
        "close_reports",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("cause_code_id", sa.Uuid(), nullable=False),
        sa.Column("solution_code_id", sa.Uuid(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("address_changed", sa.Boolean(), nullable=False),
        sa.Column("attended_by", sa.Text(), nullable=True),
        sa.Column(
            "network", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("closed_by_id", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "btrim(details) <> ''", name=op.f("close_reports_says_what_was_done_check")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "cause_code_id"],
            ["codes.organization_id", "codes.id"],
            name=op.f("close_reports_cause_code_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "closed_by_id"],
            ["people.organization_id", "people.id"],
            name=op.f("close_reports_closed_by_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "order_id"],
            ["orders.organization_id", "orders.id"],
            name=op.f("close_reports_order_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "solution_code_id"],
            ["codes.organization_id", "codes.id"],
            name=op.f("close_reports_solution_code_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("close_reports_pkey")),
        sa.UniqueConstraint("organization_id", "order_id", name=op.f("close_reports_order_id_key")),
    )
    op.create_table(
        "order_materials",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("movement_id", sa.Uuid(), nullable=False),
        sa.Column("used_by_id", sa.Uuid(), nullable=True),
        sa.Column("used_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("reversal_id", sa.Uuid(), nullable=True),
        sa.Column("reversed_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(reversal_id is null) = (reversed_at is null)",
            name=op.f("order_materials_reversed_at_once_check"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("order_materials_is_used_check")),
        sa.ForeignKeyConstraint(
            ["organization_id", "movement_id"],
            ["movements.organization_id", "movements.id"],
            name=op.f("order_materials_movement_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "order_id"],
            ["orders.organization_id", "orders.id"],
            name=op.f("order_materials_order_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "product_id"],
            ["products.organization_id", "products.id"],
            name=op.f("order_materials_product_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "reversal_id"],
            ["movements.organization_id", "movements.id"],
            name=op.f("order_materials_reversal_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "used_by_id"],
            ["people.organization_id", "people.id"],
            name=op.f("order_materials_used_by_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("order_materials_pkey")),
        sa.UniqueConstraint(
            "organization_id", "movement_id", name=op.f("order_materials_movement_id_key")
        ),
    )
    op.create_index(
        op.f("order_materials_order_id_used_at_id_idx"),
        "order_materials",
        ["organization_id", "order_id", "used_at", "id"],
        unique=False,
    )
    op.create_table(
        "visits",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("technician_id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("starts_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("ends_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("started_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("start_received_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("start_latitude", sa.Double(), nullable=True),
        sa.Column("start_longitude", sa.Double(), nullable=True),
        sa.Column("start_accuracy_m", sa.Double(), nullable=True),
        sa.Column("finished_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "booking_id"],
            ["bookings.organization_id", "bookings.id"],
            name=op.f("visits_booking_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "order_id"],
            ["orders.organization_id", "orders.id"],
            name=op.f("visits_order_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "technician_id"],
            ["people.organization_id", "people.id"],
            name=op.f("visits_technician_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("visits_pkey")),
        sa.UniqueConstraint("organization_id", "booking_id", name=op.f("visits_booking_id_key")),
    )
    op.create_index(
        "visits_current_key",
        "visits",
        ["organization_id", "order_id"],
        unique=True,
        postgresql_where=sa.text("status <> 'rescheduled'"),
    )
    op.create_index(
        "visits_one_in_progress_key",
        "visits",
        ["organization_id", "technician_id"],
        unique=True,
        postgresql_where=sa.text("status = 'in_progress'"),
    )
    op.create_index(
        op.f("visits_order_id_idx"), "visits", ["organization_id", "order_id"], unique=False
    )
    for table in ("orders", "visits", "order_materials"):
        enable_tenancy(table, grants=("select", "insert", "update"))
    for table in ("signatures", "close_reports"):
        enable_tenancy(table, grants=("select", "insert"))
        op.execute(
            f"create trigger append_only before update or delete on {table} "
            "for each row execute function refuse_change()"
        )
