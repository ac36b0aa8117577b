"""What is promised, what a ticket was promised, and how each promise stands."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenancy import enable_tenancy

revision: str = "0018"
down_revision: str = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sla_policies",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("match", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("calendar_id", sa.Uuid(), nullable=True),
        sa.Column("targets", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("warn_percent", sa.Integer(), nullable=False),
        sa.Column("first_response_pauses", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "calendar_id"],
            ["calendars.organization_id", "calendars.id"],
            name=op.f("sla_policies_calendar_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("sla_policies_pkey")),
    )
    op.create_index(
        op.f("sla_policies_position_id_idx"),
        "sla_policies",
        ["organization_id", "position", "id"],
        unique=False,
    )
    op.create_table(
        "sla_clocks",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("metric", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("target_seconds", sa.Integer(), nullable=False),
        sa.Column("consumed_seconds", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("running_since", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("due_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("warn_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("warned_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("met_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("breached_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "ticket_id"],
            ["tickets.organization_id", "tickets.id"],
            name=op.f("sla_clocks_ticket_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("sla_clocks_pkey")),
        sa.UniqueConstraint(
            "organization_id",
            "ticket_id",
            "cycle",
            "metric",
            "number",
            name=op.f("sla_clocks_ticket_id_cycle_metric_number_key"),
        ),
    )
    op.create_index(
        "sla_clocks_running_idx",
        "sla_clocks",
        ["organization_id", "due_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'running'"),
    )
    op.create_index(
        "sla_clocks_warning_idx",
        "sla_clocks",
        ["organization_id", "warn_at", "id"],
        unique=False,
        postgresql_where=sa.text("warned_at is null and warn_at is not null"),
    )
    op.create_table(
        "sla_terms",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=True),
        sa.Column("policy_version", sa.Integer(), nullable=True),
        sa.Column("calendar_id", sa.Uuid(), nullable=True),
        sa.Column("targets", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("warn_percent", sa.Integer(), nullable=False),
        sa.Column("first_response_pauses", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "calendar_id"],
            ["calendars.organization_id", "calendars.id"],
            name=op.f("sla_terms_calendar_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "policy_id"],
            ["sla_policies.organization_id", "sla_policies.id"],
            name=op.f("sla_terms_policy_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "ticket_id"],
            ["tickets.organization_id", "tickets.id"],
            name=op.f("sla_terms_ticket_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("sla_terms_pkey")),
    )
    op.create_index(
        op.f("sla_terms_ticket_id_since_id_idx"),
        "sla_terms",
        ["organization_id", "ticket_id", "since", "id"],
        unique=False,
    )
    op.create_table(
        "sla_alerts",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clock_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("breached", sa.Boolean(), nullable=False),
        sa.Column("due_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "clock_id"],
            ["sla_clocks.organization_id", "sla_clocks.id"],
            name=op.f("sla_alerts_clock_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("sla_alerts_person_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("sla_alerts_pkey")),
        sa.UniqueConstraint(
            "organization_id",
            "clock_id",
            "person_id",
            "breached",
            name=op.f("sla_alerts_clock_id_person_id_breached_key"),
        ),
    )
    op.create_index(
        op.f("sla_alerts_due_at_idx"), "sla_alerts", ["organization_id", "due_at"], unique=False
    )
    enable_tenancy("sla_policies")
    enable_tenancy("sla_clocks")
    enable_tenancy("sla_terms")
    enable_tenancy("sla_alerts")
