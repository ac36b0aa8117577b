"""Files: what is known of the bytes in the object store."""

from migrations.columns import BIGINT, TEXT, TIMESTAMPTZ, column, index, reference
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
