"""Service levels: policies, the terms of each ticket, clocks and alerts."""

from migrations.columns import (
    BOOLEAN,
    INTEGER,
    JSONB,
    TEXT,
    TIMESTAMPTZ,
    WORD,
    column,
    index,
    reference,
    unique,
    versioned,
)
from migrations.tenancy import owned_table

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    # Targets for the tickets that match; the first active policy by position applies.
    owned_table(
        "sla_policies",
        column("name", TEXT),
        column("position", INTEGER),
        column("active", BOOLEAN),
        column("match", JSONB),
        reference("calendar_id", "calendars", nullable=True),
        column("targets", JSONB),
        column("warn_percent", INTEGER),
        column("first_response_pauses", BOOLEAN),
        versioned(),
        index("position", "id"),
    )
    # What a ticket is promised from a moment on; a later change of the policy does not alter it.
    owned_table(
        "sla_terms",
        reference("ticket_id", "tickets"),
        column("since", TIMESTAMPTZ),
        reference("policy_id", "sla_policies", nullable=True),
        column("policy_version", INTEGER, nullable=True),
        reference("calendar_id", "calendars", nullable=True),
        column("targets", JSONB),
        column("warn_percent", INTEGER),
        column("first_response_pauses", BOOLEAN),
        index("ticket_id", "since", "id"),
    )
    # The status of one promise, for lists and sweeps; it is computed from the event log.
    owned_table(
        "sla_clocks",
        reference("ticket_id", "tickets"),
        column("cycle", INTEGER),
        column("metric", WORD),
        column("number", INTEGER),
        column("status", WORD),
        column("target_seconds", INTEGER),
        column("consumed_seconds", INTEGER),
        column("started_at", TIMESTAMPTZ),
        column("running_since", TIMESTAMPTZ, nullable=True),
        column("due_at", TIMESTAMPTZ, nullable=True),
        column("warn_at", TIMESTAMPTZ, nullable=True),
        column("warned_at", TIMESTAMPTZ, nullable=True),
        column("met_at", TIMESTAMPTZ, nullable=True),
        column("breached_at", TIMESTAMPTZ, nullable=True),
        unique("ticket_id", "cycle", "metric", "number"),
        index("started_at"),
        index("due_at", "id", name="sla_clocks_running_idx", where="status = 'running'"),
        index(
            "warn_at",
            "id",
            name="sla_clocks_warning_idx",
            where="warned_at is null and warn_at is not null",
        ),
    )
    # A person who is to be told of a clock, in their working hours.
    owned_table(
        "sla_alerts",
        reference("clock_id", "sla_clocks"),
        reference("person_id", "people"),
        column("breached", BOOLEAN),
        column("due_at", TIMESTAMPTZ, nullable=True),
        unique("clock_id", "person_id", "breached"),
        index("due_at"),
    )
