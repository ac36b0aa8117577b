"""Desks, names of statuses, teams, and those who work there."""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import enable_tenancy

revision: str = "0015"
down_revision: str = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "status_names",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("label_agent", sa.Text(), nullable=False),
        sa.Column("label_requester", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("status_names_pkey")),
    )
    op.create_index(
        op.f("status_names_position_id_idx"),
        "status_names",
        ["organization_id", "position", "id"],
        unique=False,
    )
    op.create_index(
        op.f("status_names_status_position_id_idx"),
        "status_names",
        ["organization_id", "status", "position", "id"],
        unique=False,
    )
    op.create_table(
        "teams",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("teams_pkey")),
        sa.UniqueConstraint("organization_id", "name", name=op.f("teams_name_key")),
    )
    op.create_index(
        op.f("teams_name_id_idx"), "teams", ["organization_id", "name", "id"], unique=False
    )
    op.create_table(
        "desks",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("calendar_id", sa.Uuid(), nullable=True),
        sa.Column("portal_enabled", sa.Boolean(), nullable=False),
        sa.Column("chat_enabled", sa.Boolean(), nullable=False),
        sa.Column("protocol_format", sa.Text(), nullable=False),
        sa.Column("max_attachment_bytes", sa.Integer(), nullable=False),
        sa.Column("max_attachments_per_message", sa.Integer(), nullable=False),
        sa.Column("accepted_media_types", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("reopen_window_days", sa.Integer(), nullable=False),
        sa.Column("auto_close_days", sa.Integer(), nullable=False),
        sa.Column("rating_edit_days", sa.Integer(), nullable=False),
        sa.Column("support_grant_anchor", sa.String(40), nullable=False),
        sa.Column("order_outcome", sa.String(40), nullable=False),
        sa.Column("thanks_filter", sa.Boolean(), nullable=False),
        sa.Column("strategy", sa.String(40), nullable=False),
        sa.Column("specialization", sa.String(40), nullable=False),
        sa.Column("respect_calendar", sa.Boolean(), nullable=False),
        sa.Column("reassign_after_minutes", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "calendar_id"],
            ["calendars.organization_id", "calendars.id"],
            name=op.f("desks_calendar_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("desks_pkey")),
        sa.UniqueConstraint("organization_id", "name", name=op.f("desks_name_key")),
    )
    op.create_index(
        op.f("desks_name_id_idx"), "desks", ["organization_id", "name", "id"], unique=False
    )
    op.create_table(
        "support_profiles",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("max_open_tickets", sa.Integer(), nullable=True),
        sa.Column("max_concurrent_chats", sa.Integer(), nullable=True),
        sa.Column("availability", sa.String(40), nullable=False),
        sa.Column("availability_until", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("working_calendar_id", sa.Uuid(), nullable=True),
        sa.Column("languages", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("current_open", sa.Integer(), nullable=False),
        sa.Column("current_chats", sa.Integer(), nullable=False),
        sa.Column("last_assigned_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("current_open >= 0", name=op.f("support_profiles_current_open_check")),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("support_profiles_person_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "working_calendar_id"],
            ["calendars.organization_id", "calendars.id"],
            name=op.f("support_profiles_working_calendar_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("support_profiles_pkey")),
        sa.UniqueConstraint(
            "organization_id", "person_id", name=op.f("support_profiles_person_id_key")
        ),
    )
    op.create_index(
        op.f("support_profiles_created_at_person_id_idx"),
        "support_profiles",
        ["organization_id", "created_at", "person_id"],
        unique=False,
    )
    op.create_table(
        "team_members",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("team_members_person_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "team_id"],
            ["teams.organization_id", "teams.id"],
            name=op.f("team_members_team_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "organization_id", "team_id", "person_id", name=op.f("team_members_pkey")
        ),
    )
    op.create_index(
        op.f("team_members_person_id_idx"),
        "team_members",
        ["organization_id", "person_id"],
        unique=False,
    )
    op.create_table(
        "specializations",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("form_node_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "form_node_id"],
            ["form_nodes.organization_id", "form_nodes.id"],
            name=op.f("specializations_form_node_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "profile_id"],
            ["support_profiles.organization_id", "support_profiles.id"],
            name=op.f("specializations_profile_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "organization_id", "profile_id", "form_node_id", name=op.f("specializations_pkey")
        ),
    )
    op.create_index(
        op.f("specializations_form_node_id_idx"),
        "specializations",
        ["organization_id", "form_node_id"],
        unique=False,
    )
    op.add_column(
        "people",
        sa.Column("at_desk", sa.Boolean(), nullable=False, server_default=sa.text("false")),
    )
    op.alter_column("people", "at_desk", server_default=None)
    enable_tenancy("status_names")
    enable_tenancy("teams")
    enable_tenancy("desks")
    enable_tenancy("support_profiles")
    enable_tenancy("team_members")
    enable_tenancy("specializations")
