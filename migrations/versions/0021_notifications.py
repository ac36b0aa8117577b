"""Notifications: what a person is told in the application."""

from migrations.columns import INTEGER, TEXT, TIMESTAMPTZ, UUID, column, index, reference
from migrations.tenancy import owned_table

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    owned_table(
        "notifications",
        reference("person_id", "people"),
        column("event", TEXT),
        column("title", TEXT),
        column("subject_kind", TEXT),
        column("subject_id", UUID),
        column("seq", INTEGER),
        column("created_at", TIMESTAMPTZ),
        column("read_at", TIMESTAMPTZ, nullable=True),
        index("person_id", "created_at", "id"),
    )
