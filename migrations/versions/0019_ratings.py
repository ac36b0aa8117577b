"""Ratings: what requesters think of the help they received."""

from migrations.columns import (
    BYTEA,
    INTEGER,
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

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    # A request by mail; whoever holds its link rates in the requester's name.
    owned_table(
        "rating_invitations",
        reference("ticket_id", "tickets"),
        column("cycle", INTEGER),
        reference("person_id", "people"),
        column("fingerprint", BYTEA, nullable=True),
        column("expires_at", TIMESTAMPTZ),
        unique("ticket_id", "cycle"),
        unique("fingerprint"),
    )
    owned_table(
        "ratings",
        reference("ticket_id", "tickets"),
        column("cycle", INTEGER),
        column("stars", INTEGER),
        column("comment", TEXT, nullable=True),
        reference("agent_id", "people", nullable=True),
        reference("team_id", "teams", nullable=True),
        reference("rated_by_id", "people"),
        column("source", WORD),
        column("editable_until", TIMESTAMPTZ),
        versioned(),
        unique("ticket_id", "cycle"),
        index("created_at", "id"),
        index("stars", "created_at", "id"),
        index("agent_id", "created_at", "id"),
    )
    # The rating before it was changed.
    owned_table(
        "rating_revisions",
        reference("rating_id", "ratings"),
        column("number", INTEGER),
        column("stars", INTEGER),
        column("comment", TEXT, nullable=True),
        column("replaced_at", TIMESTAMPTZ),
        key=("rating_id", "number"),
    )
