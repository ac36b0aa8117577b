"""Mass incidents: one failure behind the tickets of many."""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import enable_tenancy

revision: str = "0020"
down_revision: str = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "incidents",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("started_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "created_by_id"],
            ["people.organization_id", "people.id"],
            name=op.f("incidents_created_by_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("incidents_pkey")),
        sa.UniqueConstraint("organization_id", "number", name=op.f("incidents_number_key")),
    )
    op.create_index(
        op.f("incidents_started_at_id_idx"),
        "incidents",
        ["organization_id", "started_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("incidents_status_started_at_id_idx"),
        "incidents",
        ["organization_id", "status", "started_at", "id"],
        unique=False,
    )
    op.create_table(
        "incident_tickets",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "incident_id"],
            ["incidents.organization_id", "incidents.id"],
            name=op.f("incident_tickets_incident_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "ticket_id"],
            ["tickets.organization_id", "tickets.id"],
            name=op.f("incident_tickets_ticket_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "organization_id", "incident_id", "ticket_id", name=op.f("incident_tickets_pkey")
        ),
    )
    op.create_index(
        "incident_tickets_list_idx",
        "incident_tickets",
        ["organization_id", "incident_id", "created_at", "ticket_id"],
        unique=False,
    )
    op.create_index(
        op.f("incident_tickets_ticket_id_idx"),
        "incident_tickets",
        ["organization_id", "ticket_id"],
        unique=False,
    )
    op.create_table(
        "incident_updates",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("solves", sa.Boolean(), nullable=False),
        sa.Column("cause_code_id", sa.Uuid(), nullable=True),
        sa.Column("solution_code_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "author_id"],
            ["people.organization_id", "people.id"],
            name=op.f("incident_updates_author_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "cause_code_id"],
            ["codes.organization_id", "codes.id"],
            name=op.f("incident_updates_cause_code_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "incident_id"],
            ["incidents.organization_id", "incidents.id"],
            name=op.f("incident_updates_incident_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "solution_code_id"],
            ["codes.organization_id", "codes.id"],
            name=op.f("incident_updates_solution_code_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("incident_updates_pkey")),
    )
    op.create_index(
        op.f("incident_updates_incident_id_created_at_id_idx"),
        "incident_updates",
        ["organization_id", "incident_id", "created_at", "id"],
        unique=False,
    )
    enable_tenancy("incidents")
    enable_tenancy("incident_tickets")
    enable_tenancy("incident_updates")
