"""Forms, the tree that leads to them, and processes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenancy import enable_tenancy

revision: str = "0014"
down_revision: str = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "forms",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("forms_pkey")),
        sa.UniqueConstraint("organization_id", "key", name=op.f("forms_key_key")),
    )
    op.create_index(
        op.f("forms_key_id_idx"), "forms", ["organization_id", "key", "id"], unique=False
    )
    enable_tenancy("forms")
    op.create_table(
        "form_versions",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("json_schema", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("ui_schema", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("required_on_solve", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("agent_only", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("not_applicable_groups", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("attachment_min", sa.Integer(), nullable=False),
        sa.Column("attachment_max", sa.Integer(), nullable=True),
        sa.Column("side_effects", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("published_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "attachment_max >= attachment_min", name=op.f("form_versions_attachment_range_check")
        ),
        sa.CheckConstraint("attachment_min >= 0", name=op.f("form_versions_attachment_min_check")),
        sa.ForeignKeyConstraint(
            ["organization_id", "form_id"],
            ["forms.organization_id", "forms.id"],
            name=op.f("form_versions_form_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("form_versions_pkey")),
        sa.UniqueConstraint(
            "organization_id", "form_id", "number", name=op.f("form_versions_form_id_number_key")
        ),
    )
    op.create_index(
        op.f("form_versions_form_id_number_id_idx"),
        "form_versions",
        ["organization_id", "form_id", "number", "id"],
        unique=False,
    )
    op.create_index(
        "form_versions_published_key",
        "form_versions",
        ["organization_id", "form_id"],
        unique=True,
        postgresql_where=sa.text("state = 'published'"),
    )
    enable_tenancy("form_versions")
    op.create_table(
        "processes",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("activated_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("defined_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("unreachable", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("processes_pkey")),
        sa.UniqueConstraint("organization_id", "key", name=op.f("processes_key_key")),
    )
    op.create_index(
        op.f("processes_key_id_idx"), "processes", ["organization_id", "key", "id"], unique=False
    )
    op.create_index(
        op.f("processes_state_key_id_idx"),
        "processes",
        ["organization_id", "state", "key", "id"],
        unique=False,
    )
    enable_tenancy("processes")
    op.create_table(
        "activities",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("process_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("label_agent", sa.Text(), nullable=False),
        sa.Column("label_requester", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "process_id"],
            ["processes.organization_id", "processes.id"],
            name=op.f("activities_process_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("activities_pkey")),
        sa.UniqueConstraint(
            "organization_id", "process_id", "key", name=op.f("activities_process_id_key_key")
        ),
    )
    enable_tenancy("activities")
    op.create_table(
        "activity_dialogs",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(40), nullable=False),
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("submit_label", sa.Text(), nullable=True),
        sa.Column("submit_advice", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_opening", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "activity_id"],
            ["activities.organization_id", "activities.id"],
            name=op.f("activity_dialogs_activity_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "form_id"],
            ["forms.organization_id", "forms.id"],
            name=op.f("activity_dialogs_form_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("activity_dialogs_pkey")),
        sa.UniqueConstraint(
            "organization_id",
            "activity_id",
            "key",
            name=op.f("activity_dialogs_activity_id_key_key"),
        ),
    )
    enable_tenancy("activity_dialogs")
    op.create_table(
        "transitions",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("process_id", sa.Uuid(), nullable=False),
        sa.Column("from_activity_id", sa.Uuid(), nullable=False),
        sa.Column("to_activity_id", sa.Uuid(), nullable=False),
        sa.Column(
            "condition", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("actions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "from_activity_id"],
            ["activities.organization_id", "activities.id"],
            name=op.f("transitions_from_activity_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "process_id"],
            ["processes.organization_id", "processes.id"],
            name=op.f("transitions_process_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "to_activity_id"],
            ["activities.organization_id", "activities.id"],
            name=op.f("transitions_to_activity_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("transitions_pkey")),
        sa.UniqueConstraint(
            "organization_id",
            "process_id",
            "position",
            name=op.f("transitions_process_id_position_key"),
        ),
    )
    enable_tenancy("transitions")
    op.create_table(
        "form_nodes",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("help", sa.Text(), nullable=True),
        sa.Column("entitlement_key", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.Uuid(), nullable=True),
        sa.Column("form_id", sa.Uuid(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "process_id is null or form_id is null", name=op.f("form_nodes_one_way_check")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "form_id"],
            ["forms.organization_id", "forms.id"],
            name=op.f("form_nodes_form_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "parent_id"],
            ["form_nodes.organization_id", "form_nodes.id"],
            name=op.f("form_nodes_parent_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "process_id"],
            ["processes.organization_id", "processes.id"],
            name=op.f("form_nodes_process_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("form_nodes_pkey")),
    )
    op.create_index(
        op.f("form_nodes_label_id_idx"),
        "form_nodes",
        ["organization_id", "label", "id"],
        unique=False,
    )
    op.create_index(
        op.f("form_nodes_parent_id_label_id_idx"),
        "form_nodes",
        ["organization_id", "parent_id", "label", "id"],
        unique=False,
    )
    op.create_index(
        op.f("form_nodes_process_id_idx"),
        "form_nodes",
        ["organization_id", "process_id"],
        unique=False,
    )
    enable_tenancy("form_nodes")
    op.create_table(
        "tool_entitlements",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("starts_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("ends_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("tool_entitlements_period_check")),
        sa.ForeignKeyConstraint(
            ["organization_id", "customer_id"],
            ["customers.organization_id", "customers.id"],
            name=op.f("tool_entitlements_customer_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("tool_entitlements_pkey")),
        sa.UniqueConstraint(
            "organization_id",
            "customer_id",
            "key",
            name=op.f("tool_entitlements_customer_id_key_key"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        op.f("tool_entitlements_key_id_idx"),
        "tool_entitlements",
        ["organization_id", "key", "id"],
        unique=False,
    )
    enable_tenancy("tool_entitlements")
