"""Desks: their settings, names of statuses, teams and agents."""

from migrations.columns import (
    BOOLEAN,
    INTEGER,
    TEXT,
    TEXT_ARRAY,
    TIMESTAMPTZ,
    WORD,
    check,
    column,
    index,
    reference,
    unique,
    versioned,
)
from migrations.tenancy import owned_table

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    # Where requesters turn to. The first desk has the organization's own id.
    owned_table(
        "desks",
        column("name", TEXT),
        reference("calendar_id", "calendars", nullable=True),
        column("portal_enabled", BOOLEAN),
        column("chat_enabled", BOOLEAN),
        column("protocol_format", TEXT),
        column("max_attachment_bytes", INTEGER),
        column("max_attachments_per_message", INTEGER),
        column("accepted_media_types", TEXT_ARRAY, nullable=True),
        column("reopen_window_days", INTEGER),
        column("auto_close_days", INTEGER),
        column("rating_edit_days", INTEGER),
        column("rating_mail_after_hours", INTEGER, nullable=True),
        column("support_grant_anchor", WORD),
        column("order_outcome", WORD),
        column("thanks_filter", BOOLEAN),
        column("strategy", WORD),
        column("specialization", WORD),
        column("respect_calendar", BOOLEAN),
        column("reassign_after_minutes", INTEGER, nullable=True),
        versioned(),
        unique("name"),
        index("name", "id"),
    )
    # An organization's own name for a status, or for a part of it.
    owned_table(
        "status_names",
        column("status", WORD),
        column("label_agent", TEXT),
        column("label_requester", TEXT),
        column("position", INTEGER),
        column("archived_at", TIMESTAMPTZ, nullable=True),
        versioned(),
        index("position", "id"),
        index("status", "position", "id"),
    )
    owned_table(
        "teams",
        column("name", TEXT),
        versioned(),
        unique("name"),
        index("name", "id"),
    )
    owned_table(
        "team_members",
        reference("team_id", "teams", ondelete="CASCADE"),
        reference("person_id", "people"),
        index("person_id"),
        key=("team_id", "person_id"),
    )
    # What makes a person an agent: availability, languages and capacity.
    owned_table(
        "support_profiles",
        reference("person_id", "people"),
        column("active", BOOLEAN),
        column("max_open_tickets", INTEGER, nullable=True),
        column("max_concurrent_chats", INTEGER, nullable=True),
        column("availability", WORD),
        column("availability_until", TIMESTAMPTZ, nullable=True),
        reference("working_calendar_id", "calendars", nullable=True),
        column("languages", TEXT_ARRAY),
        column("current_open", INTEGER),
        column("current_chats", INTEGER),
        column("last_assigned_at", TIMESTAMPTZ, nullable=True),
        versioned(),
        check("current_open", "current_open >= 0"),
        unique("person_id"),
        index("created_at", "person_id"),
    )
    # That an agent knows a topic of the form tree, at level 1 to 3.
    owned_table(
        "specializations",
        reference("profile_id", "support_profiles", ondelete="CASCADE"),
        reference("form_node_id", "form_nodes"),
        column("level", INTEGER),
        index("form_node_id"),
        key=("profile_id", "form_node_id"),
    )
