"""The evidence chain: what has to be provable years later, linked by hashes."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import BIGINT, TEXT, TIMESTAMPTZ, UUID, check, column, index
from migrations.tenancy import function_across_tenants, owned_table

revision = "0052"
down_revision = "0051"

FIND_EVIDENCE = """
create function find_evidence(wanted text) returns table (organization_id uuid, seq bigint)
  language sql stable security definer set search_path = public as
$$ select organization_id, seq from evidence_records
    where code = wanted or file_sha256 = wanted
    order by recorded_at limit 1 $$
"""

WITH_EVIDENCE = """
create function with_evidence() returns setof uuid
  language sql stable security definer set search_path = public as
$$ select organization_id from evidence_heads order by organization_id $$
"""


def upgrade() -> None:
    owned_table(
        "evidence_records",
        column("seq", BIGINT),
        column("kind", TEXT),
        column("subject_id", UUID),
        column("payload_hash", TEXT),
        column("recorded_at", TIMESTAMPTZ),
        column("hash", TEXT),
        column("code", TEXT, nullable=True),
        column("file_sha256", TEXT, nullable=True),
        check("sha256", "payload_hash ~ '^[0-9a-f]{64}$' and hash ~ '^[0-9a-f]{64}$'"),
        index("subject_id", "kind", "seq"),
        key=("seq",),
        append_only=True,
        dispatched=True,
    )
    # Looked for by strangers, who do not know of which organization it is.
    for name, looked_for in (("code", "code"), ("file", "file_sha256")):
        op.create_index(
            f"evidence_records_{name}_idx",
            "evidence_records",
            [looked_for],
            postgresql_where=sa.text(f"{looked_for} is not null"),
        )
    owned_table(
        "evidence_heads",
        column("seq", BIGINT),
        column("hash", TEXT),
        key=(),
        deletable=False,
        dispatched=True,
    )
    function_across_tenants("find_evidence(text)", FIND_EVIDENCE)
    function_across_tenants("with_evidence()", WITH_EVIDENCE)
