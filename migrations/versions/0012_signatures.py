"""Signatures: collected on a device and kept unchanged as evidence."""

from migrations.columns import (
    BOOLEAN,
    DOUBLE,
    JSONB,
    TEXT,
    TIMESTAMPTZ,
    UUID,
    WORD,
    check,
    column,
    index,
    reference,
)
from migrations.tenancy import owned_table

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    owned_table(
        "signatures",
        column("subject_kind", TEXT),
        column("subject_id", UUID),
        column("content_hash", TEXT),
        column("role", WORD),
        column("signer_name", TEXT),
        column("signer_document", TEXT, nullable=True),
        column("consent_text", TEXT, nullable=True),
        column("strokes", JSONB),
        column("canvas_width", DOUBLE),
        column("canvas_height", DOUBLE),
        column("svg", TEXT),
        column("device_time", TIMESTAMPTZ),
        column("received_at", TIMESTAMPTZ),
        column("latitude", DOUBLE, nullable=True),
        column("longitude", DOUBLE, nullable=True),
        column("accuracy_m", DOUBLE, nullable=True),
        column("offline", BOOLEAN),
        reference("collected_by_id", "people", nullable=True),
        column("user_agent", TEXT, nullable=True),
        column("address", TEXT, nullable=True),
        check("is_sha256", "content_hash ~ '^[0-9a-f]{64}$'"),
        index("subject_kind", "subject_id"),
        append_only=True,
    )
