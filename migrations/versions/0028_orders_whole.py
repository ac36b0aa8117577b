"""Services, helpers, expenses and comments of orders; proof of absence; small pictures."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenancy import enable_tenancy, run_script

revision: str = "0028"
down_revision: str = "0027"
branch_labels = None
depends_on = None

#: The owner of the tables is bound by their policies as everybody is, save where it says so.
_NUMBER_VISITS = """
alter table visits no force row level security;
update visits v set attempt_no = n.place
  from (select organization_id, id,
               1 + count(*) filter (where status in ('customer_absent', 'not_completed'))
                   over (partition by organization_id, order_id order by id
                         rows between unbounded preceding and 1 preceding) as place
          from visits) as n
 where v.organization_id = n.organization_id and v.id = n.id and n.place > 1;
alter table visits force row level security;
"""


def upgrade() -> None:
    op.create_table(
        "order_comments",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "author_id"],
            ["people.organization_id", "people.id"],
            name=op.f("order_comments_author_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "order_id"],
            ["orders.organization_id", "orders.id"],
            name=op.f("order_comments_order_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("order_comments_pkey")),
    )
    op.create_index(
        op.f("order_comments_order_id_created_at_id_idx"),
        "order_comments",
        ["organization_id", "order_id", "created_at", "id"],
        unique=False,
    )
    op.create_table(
        "order_expenses",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("spent_on", sa.Date(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("order_expenses_is_paid_check")),
        sa.ForeignKeyConstraint(
            ["organization_id", "file_id"],
            ["files.organization_id", "files.id"],
            name=op.f("order_expenses_file_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "order_id"],
            ["orders.organization_id", "orders.id"],
            name=op.f("order_expenses_order_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("order_expenses_person_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("order_expenses_pkey")),
    )
    op.create_index(
        op.f("order_expenses_order_id_created_at_id_idx"),
        "order_expenses",
        ["organization_id", "order_id", "created_at", "id"],
        unique=False,
    )
    op.create_table(
        "order_services",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        sa.Column("min_photos", sa.Integer(), nullable=False),
        sa.Column("needs_network", sa.Boolean(), nullable=False),
        sa.Column("needs_technician_signature", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "quantity > 0 and unit_price >= 0", name=op.f("order_services_amounts_check")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "order_id"],
            ["orders.organization_id", "orders.id"],
            name=op.f("order_services_order_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "service_id"],
            ["services.organization_id", "services.id"],
            name=op.f("order_services_service_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("order_services_pkey")),
        sa.UniqueConstraint(
            "organization_id",
            "order_id",
            "service_id",
            name=op.f("order_services_order_id_service_id_key"),
        ),
    )
    op.create_index(
        op.f("order_services_service_id_order_id_idx"),
        "order_services",
        ["organization_id", "service_id", "order_id"],
        unique=False,
    )
    op.create_table(
        "visit_helpers",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "booking_id"],
            ["bookings.organization_id", "bookings.id"],
            name=op.f("visit_helpers_booking_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "order_id"],
            ["orders.organization_id", "orders.id"],
            name=op.f("visit_helpers_order_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("visit_helpers_person_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "visit_id"],
            ["visits.organization_id", "visits.id"],
            name=op.f("visit_helpers_visit_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("visit_helpers_pkey")),
        sa.UniqueConstraint(
            "organization_id",
            "visit_id",
            "person_id",
            name=op.f("visit_helpers_visit_id_person_id_key"),
        ),
    )
    op.create_index(
        op.f("visit_helpers_person_id_order_id_idx"),
        "visit_helpers",
        ["organization_id", "person_id", "order_id"],
        unique=False,
    )
    op.add_column(
        "order_photos",
        sa.Column(
            "camera", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
    )
    op.add_column("order_photos", sa.Column("thumbnail_key", sa.Text(), nullable=True))
    op.add_column("orders", sa.Column("contract_id", sa.Uuid(), nullable=True))
    op.add_column("orders", sa.Column("category_id", sa.Uuid(), nullable=True))
    op.add_column("orders", sa.Column("cloned_from_id", sa.Uuid(), nullable=True))
    op.create_index(
        op.f("orders_contract_id_opened_at_id_idx"),
        "orders",
        ["organization_id", "contract_id", "opened_at", "id"],
        unique=False,
    )
    op.create_index(
        "orders_to_do_idx",
        "orders",
        ["organization_id", "technician_id", "starts_at", "id"],
        unique=False,
        postgresql_where=sa.text("closed_at is null and cancelled_at is null"),
    )
    op.create_foreign_key(
        op.f("orders_category_id_fkey"),
        "orders",
        "categories",
        ["organization_id", "category_id"],
        ["organization_id", "id"],
    )
    op.create_foreign_key(
        op.f("orders_cloned_from_id_fkey"),
        "orders",
        "orders",
        ["organization_id", "cloned_from_id"],
        ["organization_id", "id"],
    )
    op.create_foreign_key(
        op.f("orders_contract_id_fkey"),
        "orders",
        "contracts",
        ["organization_id", "contract_id"],
        ["organization_id", "id"],
    )
    op.add_column(
        "visits", sa.Column("attempt_no", sa.Integer(), nullable=False, server_default="1")
    )
    op.alter_column("visits", "attempt_no", server_default=None)
    run_script(_NUMBER_VISITS)
    op.add_column("visits", sa.Column("arrived_at", sa.TIMESTAMP(timezone=True), nullable=True))
    op.add_column("visits", sa.Column("absence_distance_m", sa.Integer(), nullable=True))
    op.add_column("visits", sa.Column("absence_waited_seconds", sa.Integer(), nullable=True))
    op.add_column("visits", sa.Column("contact_attempts", sa.Integer(), nullable=True))
    enable_tenancy("order_comments")
    enable_tenancy("order_expenses")
    enable_tenancy("order_services")
    enable_tenancy("visit_helpers")
