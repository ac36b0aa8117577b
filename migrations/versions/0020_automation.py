"""Automation: macros, rules, and a record of each run of a rule."""

from migrations.columns import (
    BIGINT,
    BOOLEAN,
    INTEGER,
    JSONB,
    TEXT,
    TIMESTAMPTZ,
    WORD,
    column,
    index,
    reference,
    versioned,
)
from migrations.tenancy import owned_table

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    # A prepared reply with actions, of a person, of a team or of everybody.
    owned_table(
        "macros",
        column("name", TEXT),
        reference("person_id", "people", nullable=True),
        reference("team_id", "teams", nullable=True, ondelete="CASCADE"),
        column("actions", JSONB),
        versioned(),
        index("name", "id"),
    )
    owned_table(
        "automation_rules",
        column("name", TEXT),
        column("position", INTEGER),
        column("mode", WORD),
        column("trigger", WORD),
        column("conditions", JSONB),
        column("hours", WORD),
        column("actions", JSONB),
        column("once_per_ticket", BOOLEAN),
        versioned(),
        index("position", "id"),
        index("trigger", "position", "id", name="automation_rules_trigger_idx"),
    )
    # The outcome of one rule for one ticket, and which conditions held.
    owned_table(
        "rule_runs",
        reference("automation_rule_id", "automation_rules", ondelete="CASCADE"),
        column("rule_version", INTEGER),
        reference("ticket_id", "tickets"),
        column("trigger", WORD),
        column("outcome", WORD),
        column("checks", JSONB),
        column("failure_code", TEXT, nullable=True),
        column("failed_action", INTEGER, nullable=True),
        column("depth", INTEGER),
        column("root_seq", BIGINT, nullable=True),
        column("created_at", TIMESTAMPTZ),
        index("automation_rule_id", "created_at", "id", name="rule_runs_rule_idx"),
        index("ticket_id", "created_at", "id", name="rule_runs_ticket_idx"),
        index("created_at", "id", name="rule_runs_list_idx"),
        index(
            "automation_rule_id", "ticket_id", name="rule_runs_fired_idx", where="outcome = 'fired'"
        ),
    )
