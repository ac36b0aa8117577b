"""Forms: their versions, the tree that leads to them, and processes."""

from migrations.columns import (
    BOOLEAN,
    INTEGER,
    JSONB,
    TEXT,
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

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    # A form under its key; its versions hold what it asks.
    owned_table(
        "forms",
        column("key", TEXT),
        column("name", TEXT),
        column("active", BOOLEAN),
        versioned(),
        unique("key"),
        index("key", "id"),
    )
    # A published version never changes: tickets refer to it for good.
    owned_table(
        "form_versions",
        reference("form_id", "forms"),
        column("number", INTEGER),
        column("status", WORD),
        column("json_schema", JSONB),
        column("ui_schema", JSONB),
        column("required_on_solve", JSONB),
        column("agent_only", JSONB),
        column("not_applicable_groups", JSONB),
        column("attachment_min", INTEGER),
        column("attachment_max", INTEGER, nullable=True),
        column("side_effects", JSONB),
        column("published_at", TIMESTAMPTZ, nullable=True),
        versioned(),
        check("attachment_min", "attachment_min >= 0"),
        check("attachment_range", "attachment_max >= attachment_min"),
        unique("form_id", "number"),
        index("form_id", "number", "id"),
        index(
            "form_id", name="form_versions_published_key", unique=True, where="status = 'published'"
        ),
    )
    # A route of tickets through activities; it begins at the activity of position 0.
    owned_table(
        "processes",
        column("key", TEXT),
        column("name", TEXT),
        column("status", WORD),
        column("activated_at", TIMESTAMPTZ, nullable=True),
        column("defined_at", TIMESTAMPTZ, nullable=True),
        column("unreachable", JSONB),
        versioned(),
        unique("key"),
        index("key", "id"),
        index("status", "key", "id"),
    )
    # A step of a process, with its labels for agents and for requesters.
    owned_table(
        "activities",
        reference("process_id", "processes"),
        column("key", TEXT),
        column("label_agent", TEXT),
        column("label_requester", TEXT),
        column("position", INTEGER),
        unique("process_id", "key"),
    )
    # A form that may be submitted while a ticket stands in the activity.
    owned_table(
        "activity_dialogs",
        reference("activity_id", "activities"),
        column("key", TEXT),
        column("audience", WORD),
        reference("form_id", "forms"),
        column("submit_label", TEXT, nullable=True),
        column("submit_advice", TEXT, nullable=True),
        column("position", INTEGER),
        column("is_opening", BOOLEAN),
        unique("activity_id", "key"),
    )
    # A way from one activity to another, and the condition under which it is taken.
    owned_table(
        "transitions",
        reference("process_id", "processes"),
        reference("from_activity_id", "activities"),
        reference("to_activity_id", "activities"),
        column("condition", JSONB, nullable=True),
        column("automatic", BOOLEAN),
        column("actions", JSONB),
        column("position", INTEGER),
        unique("process_id", "position"),
    )
    # A node of the tree. One that leads to a process or to a form can be chosen.
    owned_table(
        "form_nodes",
        reference("parent_id", "form_nodes", nullable=True),
        column("kind", WORD),
        column("label", TEXT),
        column("help", TEXT, nullable=True),
        column("entitlement_key", TEXT, nullable=True),
        column("position", INTEGER),
        reference("process_id", "processes", nullable=True),
        reference("form_id", "forms", nullable=True),
        column("active", BOOLEAN),
        versioned(),
        check("one_way", "process_id is null or form_id is null"),
        index("label", "id"),
        index("parent_id", "label", "id"),
        index("process_id"),
    )
    # A tool that one customer or, without customer_id, the whole organization has contracted.
    owned_table(
        "tool_entitlements",
        column("key", TEXT),
        reference("customer_id", "customers", nullable=True),
        column("source", WORD),
        column("starts_at", TIMESTAMPTZ),
        column("ends_at", TIMESTAMPTZ, nullable=True),
        versioned(),
        check("period", "ends_at > starts_at"),
        unique("customer_id", "key", nulls_not_distinct=True),
        index("key", "id"),
    )
