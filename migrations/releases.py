"""Which releases of the code can serve a schema."""

from alembic import op


def refuse_code_before(revision: str) -> None:
    """Say that only code which knows this migration, or a later one, can serve the schema.

    Called by a migration that takes away what older code uses: processes of that code are not
    ready any more, and are not started. Others say nothing, and older code goes on.
    """
    op.execute(
        f"create or replace function oldest_code() returns text language sql immutable"
        f" as $$ select '{revision}' $$"
    )
