"""Macros, rules and why they fired; what led to each event."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenancy import enable_tenancy

revision: str = "0021"
down_revision: str = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "automation_rules",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(40), nullable=False),
        sa.Column("trigger", sa.String(40), nullable=False),
        sa.Column("conditions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("hours", sa.String(40), nullable=False),
        sa.Column("actions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("once_per_ticket", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("automation_rules_pkey")),
    )
    op.create_index(
        op.f("automation_rules_position_id_idx"),
        "automation_rules",
        ["organization_id", "position", "id"],
        unique=False,
    )
    op.create_index(
        "automation_rules_trigger_idx",
        "automation_rules",
        ["organization_id", "trigger", "position", "id"],
        unique=False,
    )
    op.create_table(
        "macros",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("actions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("macros_person_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "team_id"],
            ["teams.organization_id", "teams.id"],
            name=op.f("macros_team_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("macros_pkey")),
    )
    op.create_index(
        op.f("macros_name_id_idx"), "macros", ["organization_id", "name", "id"], unique=False
    )
    op.create_table(
        "rule_runs",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("automation_rule_id", sa.Uuid(), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("trigger", sa.String(40), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("checks", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("failed_action", sa.Integer(), nullable=True),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("root_seq", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "automation_rule_id"],
            ["automation_rules.organization_id", "automation_rules.id"],
            name=op.f("rule_runs_automation_rule_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "ticket_id"],
            ["tickets.organization_id", "tickets.id"],
            name=op.f("rule_runs_ticket_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("rule_runs_pkey")),
    )
    op.create_index(
        "rule_runs_fired_idx",
        "rule_runs",
        ["organization_id", "automation_rule_id", "ticket_id"],
        unique=False,
        postgresql_where=sa.text("outcome = 'fired'"),
    )
    op.create_index(
        "rule_runs_list_idx", "rule_runs", ["organization_id", "created_at", "id"], unique=False
    )
    op.create_index(
        "rule_runs_rule_idx",
        "rule_runs",
        ["organization_id", "automation_rule_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        "rule_runs_ticket_idx",
        "rule_runs",
        ["organization_id", "ticket_id", "created_at", "id"],
        unique=False,
    )
    # The default says of what there is that somebody did it.
    op.add_column("events", sa.Column("depth", sa.Integer(), nullable=False, server_default="0"))
    op.alter_column("events", "depth", server_default=None)
    op.add_column("events", sa.Column("root_seq", sa.BigInteger(), nullable=True))
    enable_tenancy("automation_rules")
    enable_tenancy("macros")
    enable_tenancy("rule_runs")
