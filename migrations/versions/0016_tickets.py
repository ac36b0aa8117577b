"""Tickets: messages, participants, links, and the service orders raised from them."""

from migrations.columns import (
    BOOLEAN,
    INTEGER,
    JSONB,
    TEXT,
    TIMESTAMPTZ,
    TSVECTOR,
    UUID,
    UUID_ARRAY,
    WORD,
    Index,
    column,
    index,
    reference,
    unique,
    versioned,
)
from migrations.tenancy import owned_table

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    owned_table(
        "tickets",
        column("number", INTEGER),
        column("protocol", TEXT),
        column("subject", TEXT),
        reference("desk_id", "desks"),
        column("status", WORD),
        reference("status_name_id", "status_names", nullable=True),
        column("awaiting", WORD),
        column("priority", WORD),
        column("priority_source", WORD),
        column("channel", WORD),
        reference("requester_id", "people"),
        reference("created_by_id", "people"),
        reference("team_id", "teams", nullable=True),
        reference("assignee_id", "people", nullable=True),
        column("assigned_at", TIMESTAMPTZ, nullable=True),
        reference("carried_by_id", "people", nullable=True),
        column("queue_reason", WORD, nullable=True),
        reference("customer_id", "customers", nullable=True),
        reference("site_id", "sites", nullable=True),
        reference("form_node_id", "form_nodes", nullable=True),
        reference("process_id", "processes", nullable=True),
        reference("activity_id", "activities", nullable=True),
        reference("form_version_id", "form_versions", nullable=True),
        column("fields", JSONB, nullable=True),
        column("support_access_wanted", BOOLEAN),
        reference("cause_code_id", "codes", nullable=True),
        reference("solution_code_id", "codes", nullable=True),
        column("solution_details", TEXT, nullable=True),
        column("last_seq", INTEGER),
        column("reopened_count", INTEGER),
        reference("merged_into_id", "tickets", nullable=True),
        column("is_spam", BOOLEAN),
        column("opened_at", TIMESTAMPTZ),
        column("last_activity_at", TIMESTAMPTZ),
        column("first_response_at", TIMESTAMPTZ, nullable=True),
        column("last_agent_reply_at", TIMESTAMPTZ, nullable=True),
        column("last_requester_reply_at", TIMESTAMPTZ, nullable=True),
        column("solved_at", TIMESTAMPTZ, nullable=True),
        column("closed_at", TIMESTAMPTZ, nullable=True),
        column("due_at", TIMESTAMPTZ, nullable=True),
        column("search_vector", TSVECTOR),
        versioned(),
        unique("number"),
        *_in_both_orders(name="all"),
        *_in_both_orders(name="open", where="awaiting <> 'nobody'"),
        *_in_both_orders("status"),
        *_in_both_orders("awaiting"),
        *_in_both_orders("priority"),
        *_in_both_orders("requester_id"),
        *_in_both_orders("assignee_id"),
        *_in_both_orders("customer_id"),
        *_in_both_orders("team_id"),
        *_in_both_orders("form_node_id"),
        # PostgreSQL does not follow the order behind `is null` in the indexes above.
        *_in_both_orders(name="without_assignee", where="assignee_id is null"),
        *_in_both_orders(name="without_customer", where="customer_id is null"),
        *_in_both_orders(name="without_team", where="team_id is null"),
        index("search_vector", using="gin"),
        index("solved_at", name="tickets_solved_idx", where="solved_at is not null"),
        index(
            "opened_at",
            "id",
            name="tickets_queue_idx",
            where="assignee_id is null and status in ('new', 'open')",
        ),
    )
    # A public reply or an internal note.
    owned_table(
        "messages",
        reference("ticket_id", "tickets"),
        column("seq", INTEGER),
        column("kind", WORD),
        column("author_kind", WORD),
        reference("author_id", "people", nullable=True),
        column("body", TEXT),
        column("body_html", TEXT, nullable=True),
        column("channel", WORD, nullable=True),
        column("is_automatic", BOOLEAN),
        column("counts_as_response", BOOLEAN),
        column("edited_at", TIMESTAMPTZ, nullable=True),
        column("redacted_at", TIMESTAMPTZ, nullable=True),
        column("created_at", TIMESTAMPTZ),
        unique("ticket_id", "seq"),
    )
    # The text of a message before it was edited.
    owned_table(
        "message_revisions",
        reference("message_id", "messages"),
        column("number", INTEGER),
        column("body", TEXT),
        column("body_html", TEXT, nullable=True),
        reference("person_id", "people", nullable=True),
        column("replaced_at", TIMESTAMPTZ),
        key=("message_id", "number"),
    )
    # A file belongs to one message only.
    owned_table(
        "attachments",
        reference("message_id", "messages"),
        reference("file_id", "files"),
        column("position", INTEGER),
        unique("file_id"),
        index("message_id", "position"),
    )
    # Whoever takes part besides requester and assignee.
    owned_table(
        "participants",
        reference("ticket_id", "tickets"),
        reference("person_id", "people"),
        column("role", WORD),
        column("notify", BOOLEAN),
        reference("added_by_id", "people", nullable=True),
        column("created_at", TIMESTAMPTZ),
        unique("ticket_id", "person_id"),
        index("person_id", "ticket_id"),
        index("ticket_id", "created_at", "id"),
    )
    owned_table(
        "ticket_tags",
        reference("ticket_id", "tickets"),
        column("tag", TEXT),
        index("tag", "ticket_id"),
        key=("ticket_id", "tag"),
    )
    # How one ticket relates to another.
    owned_table(
        "ticket_links",
        reference("ticket_id", "tickets"),
        reference("other_id", "tickets"),
        column("kind", WORD),
        column("created_at", TIMESTAMPTZ),
        unique("ticket_id", "other_id", "kind"),
        index("other_id"),
        index("ticket_id", "created_at", "id"),
    )
    # A service order that was raised from the ticket.
    owned_table(
        "ticket_orders",
        reference("ticket_id", "tickets"),
        reference("order_id", "orders"),
        column("created_at", TIMESTAMPTZ),
        index("order_id"),
        key=("ticket_id", "order_id"),
    )
    # A reply that a closed order proposes; an agent sends or discards it.
    owned_table(
        "reply_drafts",
        reference("ticket_id", "tickets"),
        reference("order_id", "orders"),
        column("body", TEXT),
        column("cause_code_id", UUID),
        column("solution_code_id", UUID),
        column("file_ids", UUID_ARRAY),
        column("created_at", TIMESTAMPTZ),
        unique("ticket_id", "order_id"),
        index("ticket_id", "created_at", "id"),
    )
    # How far one person has read one ticket.
    owned_table(
        "read_markers",
        reference("ticket_id", "tickets"),
        reference("person_id", "people"),
        column("last_read_seq", INTEGER),
        key=("ticket_id", "person_id"),
    )
    # A list of tickets under a name; without person_id it is everybody's.
    owned_table(
        "saved_views",
        column("name", TEXT),
        reference("person_id", "people", nullable=True),
        column("query", JSONB),
        versioned(),
        index("name", "id"),
    )


def _in_both_orders(*columns: str, name: str = "", where: str | None = None) -> list[Index]:
    """For one filter of the list of tickets, an index for each order of the list."""
    return [
        index(
            *(*columns, f"{order}_at", "id"),
            name=f"tickets_{name or '_'.join(columns)}_{order}_idx",
            where=where,
        )
        for order in ("opened", "last_activity")
    ]
