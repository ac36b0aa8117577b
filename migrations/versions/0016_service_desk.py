"""The whole of tickets: desks, whose turn it is, forms, attachments, who takes part."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenancy import enable_tenancy

revision: str = "0016"
down_revision: str = "0015"
branch_labels = None
depends_on = None

#: What the filling reads and writes, as the owner: row-level security is lifted for that moment.
_FILLED = ("organizations", "desks", "support_profiles", "tickets", "messages")
_FILL = (
    """insert into desks (organization_id, id, name, portal_enabled, chat_enabled, protocol_format,
                          max_attachment_bytes, max_attachments_per_message, reopen_window_days,
                          auto_close_days, rating_edit_days, support_grant_anchor, order_outcome,
                          thanks_filter,
                          strategy, specialization, respect_calendar, version, created_at,
                          updated_at)
       select organization_id, organization_id, case locale when 'en' then 'Support'
              else 'Suporte' end, true, false, '{year}{number}', 2097152, 5, 14, 7, 7,
              'activation', 'draft', false, 'manual', 'prefer', false, 1, created_at, created_at
         from organizations""",
    """update tickets t
          set desk_id = t.organization_id,
              last_agent_reply_at = m.agent, last_requester_reply_at = m.requester,
              carried_by_id = case when status in ('new', 'open') then assignee_id end,
              assigned_at = case when assignee_id is not null then last_activity_at end,
              awaiting = case
                  when status in ('solved', 'closed') then 'nobody'
                  when status = 'on_hold' then 'third_party'
                  when m.agent > coalesce(m.requester, t.opened_at) then 'requester'
                  else 'agent' end
         from (select organization_id, ticket_id,
                      max(created_at) filter (where author_kind = 'agent') as agent,
                      max(created_at) filter (where author_kind = 'requester') as requester
                 from messages where kind = 'public_reply'
                group by organization_id, ticket_id) m
        where m.organization_id = t.organization_id and m.ticket_id = t.id""",
    """insert into support_profiles (organization_id, id, person_id, active, availability,
                                     languages, current_open, current_chats, version, created_at,
                                     updated_at)
       select organization_id, gen_random_uuid(), carried_by_id, true, 'offline', '{}', count(*), 0,
              1, now(), now()
         from tickets where carried_by_id is not null
        group by organization_id, carried_by_id""",
)


def upgrade() -> None:
    op.create_table(
        "saved_views",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("query", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("saved_views_person_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("saved_views_pkey")),
    )
    op.create_index(
        op.f("saved_views_name_id_idx"),
        "saved_views",
        ["organization_id", "name", "id"],
        unique=False,
    )
    op.create_table(
        "participants",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("notify", sa.Boolean(), nullable=False),
        sa.Column("added_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "added_by_id"],
            ["people.organization_id", "people.id"],
            name=op.f("participants_added_by_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("participants_person_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "ticket_id"],
            ["tickets.organization_id", "tickets.id"],
            name=op.f("participants_ticket_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("participants_pkey")),
        sa.UniqueConstraint(
            "organization_id",
            "ticket_id",
            "person_id",
            name=op.f("participants_ticket_id_person_id_key"),
        ),
    )
    op.create_index(
        op.f("participants_person_id_ticket_id_idx"),
        "participants",
        ["organization_id", "person_id", "ticket_id"],
        unique=False,
    )
    op.create_index(
        op.f("participants_ticket_id_created_at_id_idx"),
        "participants",
        ["organization_id", "ticket_id", "created_at", "id"],
        unique=False,
    )
    op.create_table(
        "ticket_links",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "other_id"],
            ["tickets.organization_id", "tickets.id"],
            name=op.f("ticket_links_other_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "ticket_id"],
            ["tickets.organization_id", "tickets.id"],
            name=op.f("ticket_links_ticket_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("ticket_links_pkey")),
        sa.UniqueConstraint(
            "organization_id",
            "ticket_id",
            "other_id",
            "kind",
            name=op.f("ticket_links_ticket_id_other_id_kind_key"),
        ),
    )
    op.create_index(
        op.f("ticket_links_other_id_idx"),
        "ticket_links",
        ["organization_id", "other_id"],
        unique=False,
    )
    op.create_index(
        op.f("ticket_links_ticket_id_created_at_id_idx"),
        "ticket_links",
        ["organization_id", "ticket_id", "created_at", "id"],
        unique=False,
    )
    op.create_table(
        "ticket_tags",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "ticket_id"],
            ["tickets.organization_id", "tickets.id"],
            name=op.f("ticket_tags_ticket_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "organization_id", "ticket_id", "tag", name=op.f("ticket_tags_pkey")
        ),
    )
    op.create_index(
        op.f("ticket_tags_tag_ticket_id_idx"),
        "ticket_tags",
        ["organization_id", "tag", "ticket_id"],
        unique=False,
    )
    op.create_table(
        "attachments",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "file_id"],
            ["files.organization_id", "files.id"],
            name=op.f("attachments_file_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "message_id"],
            ["messages.organization_id", "messages.id"],
            name=op.f("attachments_message_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("attachments_pkey")),
        sa.UniqueConstraint("organization_id", "file_id", name=op.f("attachments_file_id_key")),
    )
    op.create_index(
        op.f("attachments_message_id_position_idx"),
        "attachments",
        ["organization_id", "message_id", "position"],
        unique=False,
    )
    op.create_table(
        "message_revisions",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("replaced_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "message_id"],
            ["messages.organization_id", "messages.id"],
            name=op.f("message_revisions_message_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("message_revisions_person_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "organization_id", "message_id", "number", name=op.f("message_revisions_pkey")
        ),
    )
    op.create_table(
        "reply_drafts",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("cause_code_id", sa.Uuid(), nullable=False),
        sa.Column("solution_code_id", sa.Uuid(), nullable=False),
        sa.Column("file_ids", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "order_id"],
            ["orders.organization_id", "orders.id"],
            name=op.f("reply_drafts_order_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "ticket_id"],
            ["tickets.organization_id", "tickets.id"],
            name=op.f("reply_drafts_ticket_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("reply_drafts_pkey")),
        sa.UniqueConstraint(
            "organization_id",
            "ticket_id",
            "order_id",
            name=op.f("reply_drafts_ticket_id_order_id_key"),
        ),
    )
    op.create_index(
        op.f("reply_drafts_ticket_id_created_at_id_idx"),
        "reply_drafts",
        ["organization_id", "ticket_id", "created_at", "id"],
        unique=False,
    )
    op.add_column("messages", sa.Column("body_html", sa.Text(), nullable=True))
    op.add_column("messages", sa.Column("channel", sa.String(40), nullable=True))
    op.add_column(
        "messages",
        sa.Column("is_automatic", sa.Boolean(), nullable=False, server_default=sa.text("false")),
    )
    op.alter_column("messages", "is_automatic", server_default=None)
    op.add_column(
        "messages",
        sa.Column(
            "counts_as_response", sa.Boolean(), nullable=False, server_default=sa.text("false")
        ),
    )
    op.alter_column("messages", "counts_as_response", server_default=None)
    op.add_column("messages", sa.Column("edited_at", sa.TIMESTAMP(timezone=True), nullable=True))
    op.add_column("messages", sa.Column("redacted_at", sa.TIMESTAMP(timezone=True), nullable=True))
    op.add_column("tickets", sa.Column("desk_id", sa.Uuid(), nullable=True))
    op.add_column("tickets", sa.Column("status_name_id", sa.Uuid(), nullable=True))
    op.add_column(
        "tickets", sa.Column("awaiting", sa.String(40), nullable=False, server_default="agent")
    )
    op.alter_column("tickets", "awaiting", server_default=None)
    op.add_column(
        "tickets",
        sa.Column("priority_source", sa.String(40), nullable=False, server_default="requester"),
    )
    op.alter_column("tickets", "priority_source", server_default=None)
    op.add_column("tickets", sa.Column("team_id", sa.Uuid(), nullable=True))
    op.add_column("tickets", sa.Column("assigned_at", sa.TIMESTAMP(timezone=True), nullable=True))
    op.add_column("tickets", sa.Column("carried_by_id", sa.Uuid(), nullable=True))
    op.add_column("tickets", sa.Column("queue_reason", sa.String(40), nullable=True))
    op.add_column("tickets", sa.Column("form_node_id", sa.Uuid(), nullable=True))
    op.add_column("tickets", sa.Column("process_id", sa.Uuid(), nullable=True))
    op.add_column("tickets", sa.Column("activity_id", sa.Uuid(), nullable=True))
    op.add_column("tickets", sa.Column("form_version_id", sa.Uuid(), nullable=True))
    op.add_column(
        "tickets",
        sa.Column(
            "fields", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
    )
    op.add_column(
        "tickets",
        sa.Column(
            "support_access_wanted", sa.Boolean(), nullable=False, server_default=sa.text("false")
        ),
    )
    op.alter_column("tickets", "support_access_wanted", server_default=None)
    op.add_column("tickets", sa.Column("merged_into_id", sa.Uuid(), nullable=True))
    op.add_column(
        "tickets",
        sa.Column("is_spam", sa.Boolean(), nullable=False, server_default=sa.text("false")),
    )
    op.alter_column("tickets", "is_spam", server_default=None)
    op.add_column(
        "tickets", sa.Column("last_agent_reply_at", sa.TIMESTAMP(timezone=True), nullable=True)
    )
    op.add_column(
        "tickets", sa.Column("last_requester_reply_at", sa.TIMESTAMP(timezone=True), nullable=True)
    )
    op.add_column("tickets", sa.Column("due_at", sa.TIMESTAMP(timezone=True), nullable=True))
    _fill()
    op.alter_column("tickets", "desk_id", nullable=False)
    enable_tenancy("saved_views")
    enable_tenancy("participants")
    enable_tenancy("ticket_links")
    enable_tenancy("ticket_tags")
    enable_tenancy("attachments")
    enable_tenancy("message_revisions")
    enable_tenancy("reply_drafts")
    op.execute("grant update, delete on messages to chamado_app")


def _fill() -> None:
    """Give what is there already a desk, and count what its agents carry."""
    for table in _FILLED:
        op.execute(f"alter table {table} no force row level security")
    for statement in _FILL:
        op.execute(statement)
    for table in _FILLED:
        op.execute(f"alter table {table} force row level security")
