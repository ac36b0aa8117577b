"""What tickets point at, and their lists: by what happened last, and by whose turn it is."""

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index(op.f("tickets_assignee_id_opened_at_id_idx"), table_name="tickets")
    op.drop_index(op.f("tickets_customer_id_opened_at_id_idx"), table_name="tickets")
    op.drop_index(op.f("tickets_opened_at_id_idx"), table_name="tickets")
    op.drop_index(op.f("tickets_priority_opened_at_id_idx"), table_name="tickets")
    op.drop_index(op.f("tickets_requester_id_opened_at_id_idx"), table_name="tickets")
    op.drop_index(op.f("tickets_status_opened_at_id_idx"), table_name="tickets")
    op.drop_index(
        op.f("tickets_without_assignee_id_idx"),
        table_name="tickets",
        postgresql_where="(assignee_id IS NULL)",
    )
    op.drop_index(
        op.f("tickets_without_customer_id_idx"),
        table_name="tickets",
        postgresql_where="(customer_id IS NULL)",
    )
    op.create_index(
        "tickets_all_last_activity_idx",
        "tickets",
        ["organization_id", "last_activity_at", "id"],
        unique=False,
        postgresql_where=None,
    )
    op.create_index(
        "tickets_all_opened_idx",
        "tickets",
        ["organization_id", "opened_at", "id"],
        unique=False,
        postgresql_where=None,
    )
    op.create_index(
        "tickets_assignee_id_last_activity_idx",
        "tickets",
        ["organization_id", "assignee_id", "last_activity_at", "id"],
        unique=False,
        postgresql_where=None,
    )
    op.create_index(
        "tickets_assignee_id_opened_idx",
        "tickets",
        ["organization_id", "assignee_id", "opened_at", "id"],
        unique=False,
        postgresql_where=None,
    )
    op.create_index(
        "tickets_awaiting_last_activity_idx",
        "tickets",
        ["organization_id", "awaiting", "last_activity_at", "id"],
        unique=False,
        postgresql_where=None,
    )
    op.create_index(
        "tickets_awaiting_opened_idx",
        "tickets",
        ["organization_id", "awaiting", "opened_at", "id"],
        unique=False,
        postgresql_where=None,
    )
    op.create_index(
        "tickets_customer_id_last_activity_idx",
        "tickets",
        ["organization_id", "customer_id", "last_activity_at", "id"],
        unique=False,
        postgresql_where=None,
    )
    op.create_index(
        "tickets_customer_id_opened_idx",
        "tickets",
        ["organization_id", "customer_id", "opened_at", "id"],
        unique=False,
        postgresql_where=None,
    )
    op.create_index(
        "tickets_form_node_id_last_activity_idx",
        "tickets",
        ["organization_id", "form_node_id", "last_activity_at", "id"],
        unique=False,
        postgresql_where=None,
    )
    op.create_index(
        "tickets_form_node_id_opened_idx",
        "tickets",
        ["organization_id", "form_node_id", "opened_at", "id"],
        unique=False,
        postgresql_where=None,
    )
    op.create_index(
        "tickets_open_last_activity_idx",
        "tickets",
        ["organization_id", "last_activity_at", "id"],
        unique=False,
        postgresql_where=sa.text("awaiting <> 'nobody'"),
    )
    op.create_index(
        "tickets_open_opened_idx",
        "tickets",
        ["organization_id", "opened_at", "id"],
        unique=False,
        postgresql_where=sa.text("awaiting <> 'nobody'"),
    )
    op.create_index(
        "tickets_priority_last_activity_idx",
        "tickets",
        ["organization_id", "priority", "last_activity_at", "id"],
        unique=False,
        postgresql_where=None,
    )
    op.create_index(
        "tickets_priority_opened_idx",
        "tickets",
        ["organization_id", "priority", "opened_at", "id"],
        unique=False,
        postgresql_where=None,
    )
    op.create_index(
        "tickets_queue_idx",
        "tickets",
        ["organization_id", "opened_at", "id"],
        unique=False,
        postgresql_where=sa.text("assignee_id is null and status in ('new', 'open')"),
    )
    op.create_index(
        "tickets_requester_id_last_activity_idx",
        "tickets",
        ["organization_id", "requester_id", "last_activity_at", "id"],
        unique=False,
        postgresql_where=None,
    )
    op.create_index(
        "tickets_requester_id_opened_idx",
        "tickets",
        ["organization_id", "requester_id", "opened_at", "id"],
        unique=False,
        postgresql_where=None,
    )
    op.create_index(
        "tickets_status_last_activity_idx",
        "tickets",
        ["organization_id", "status", "last_activity_at", "id"],
        unique=False,
        postgresql_where=None,
    )
    op.create_index(
        "tickets_status_opened_idx",
        "tickets",
        ["organization_id", "status", "opened_at", "id"],
        unique=False,
        postgresql_where=None,
    )
    op.create_index(
        "tickets_team_id_last_activity_idx",
        "tickets",
        ["organization_id", "team_id", "last_activity_at", "id"],
        unique=False,
        postgresql_where=None,
    )
    op.create_index(
        "tickets_team_id_opened_idx",
        "tickets",
        ["organization_id", "team_id", "opened_at", "id"],
        unique=False,
        postgresql_where=None,
    )
    op.create_index(
        "tickets_without_assignee_last_activity_idx",
        "tickets",
        ["organization_id", "last_activity_at", "id"],
        unique=False,
        postgresql_where=sa.text("assignee_id is null"),
    )
    op.create_index(
        "tickets_without_assignee_opened_idx",
        "tickets",
        ["organization_id", "opened_at", "id"],
        unique=False,
        postgresql_where=sa.text("assignee_id is null"),
    )
    op.create_index(
        "tickets_without_customer_last_activity_idx",
        "tickets",
        ["organization_id", "last_activity_at", "id"],
        unique=False,
        postgresql_where=sa.text("customer_id is null"),
    )
    op.create_index(
        "tickets_without_customer_opened_idx",
        "tickets",
        ["organization_id", "opened_at", "id"],
        unique=False,
        postgresql_where=sa.text("customer_id is null"),
    )
    op.create_index(
        "tickets_without_team_last_activity_idx",
        "tickets",
        ["organization_id", "last_activity_at", "id"],
        unique=False,
        postgresql_where=sa.text("team_id is null"),
    )
    op.create_index(
        "tickets_without_team_opened_idx",
        "tickets",
        ["organization_id", "opened_at", "id"],
        unique=False,
        postgresql_where=sa.text("team_id is null"),
    )
    op.create_foreign_key(
        op.f("tickets_team_id_fkey"),
        "tickets",
        "teams",
        ["organization_id", "team_id"],
        ["organization_id", "id"],
    )
    op.create_foreign_key(
        op.f("tickets_process_id_fkey"),
        "tickets",
        "processes",
        ["organization_id", "process_id"],
        ["organization_id", "id"],
    )
    op.create_foreign_key(
        op.f("tickets_carried_by_id_fkey"),
        "tickets",
        "people",
        ["organization_id", "carried_by_id"],
        ["organization_id", "id"],
    )
    op.create_foreign_key(
        op.f("tickets_status_name_id_fkey"),
        "tickets",
        "status_names",
        ["organization_id", "status_name_id"],
        ["organization_id", "id"],
    )
    op.create_foreign_key(
        op.f("tickets_form_version_id_fkey"),
        "tickets",
        "form_versions",
        ["organization_id", "form_version_id"],
        ["organization_id", "id"],
    )
    op.create_foreign_key(
        op.f("tickets_desk_id_fkey"),
        "tickets",
        "desks",
        ["organization_id", "desk_id"],
        ["organization_id", "id"],
    )
    op.create_foreign_key(
        op.f("tickets_merged_into_id_fkey"),
        "tickets",
        "tickets",
        ["organization_id", "merged_into_id"],
        ["organization_id", "id"],
    )
    op.create_foreign_key(
        op.f("tickets_form_node_id_fkey"),
        "tickets",
        "form_nodes",
        ["organization_id", "form_node_id"],
        ["organization_id", "id"],
    )
    op.create_foreign_key(
        op.f("tickets_activity_id_fkey"),
        "tickets",
        "activities",
        ["organization_id", "activity_id"],
        ["organization_id", "id"],
    )
