"""Files: what is known of the bytes in the object store; long jobs and their results."""

from migrations.columns import (
    BIGINT,
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

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    owned_table(
        "files",
        reference("person_id", "people", nullable=True),
        column("name", TEXT),
        column("media_type", TEXT),
        column("size_bytes", BIGINT),
        column("sha256", TEXT),
        column("storage_key", TEXT),
        column("created_at", TIMESTAMPTZ),
        index("person_id", "created_at", "id"),
    )
    # Work that takes longer than a request: its progress, and its result.
    owned_table(
        "jobs",
        reference("person_id", "people", nullable=True),
        column("task", TEXT),
        column("status", WORD),
        column("progress_done", INTEGER),
        column("progress_total", INTEGER, nullable=True),
        column("failure_code", TEXT, nullable=True),
        column("result", JSONB, nullable=True),
        column("result_key", TEXT, nullable=True),
        column("result_name", TEXT, nullable=True),
        column("result_media_type", TEXT, nullable=True),
        column("finished_at", TIMESTAMPTZ, nullable=True),
        column("expires_at", TIMESTAMPTZ),
        versioned(),
        index("person_id", "created_at", "id"),
        index("expires_at"),
    )
