"""Tables that belong to tenants, and the few functions that look across all of them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from migrations.columns import UUID, Index, Part, flatten

_POLICY = "organization_id = nullif(current_setting('app.organization_id', true), '')::uuid"


def owned_table(
    name: str,
    *parts: Part,
    key: Sequence[str] = ("id",),
    append_only: bool = False,
    deletable: bool = True,
    dispatched: bool = False,
) -> None:
    """Make a table whose rows belong to organizations, each of which sees only its own.

    It has a column organization_id, and a column id unless `key` names other columns: the primary
    key is the two together. Rows of an `append_only` table are never changed, not even by the owner
    of the tables; rows of one that is not `deletable` are never deleted by the app.
    `dispatched`: see `enable_tenancy`.
    """
    columns, indexes = flatten(parts)
    own = ["organization_id", "id"] if key == ("id",) else ["organization_id"]
    op.create_table(
        name,
        *(sa.Column(each, UUID, nullable=False) for each in own),
        *columns,
        sa.PrimaryKeyConstraint("organization_id", *key),
    )
    grants = ["select", "insert"]
    if not append_only:
        grants += ["update", "delete"] if deletable else ["update"]
    enable_tenancy(name, grants=grants, dispatched=dispatched)
    for index in indexes:
        _create_index(name, index)
    if append_only:
        op.execute(
            f"create trigger append_only before update or delete on {name} "
            "for each row execute function refuse_change()"
        )


def enable_tenancy(
    table: str,
    *,
    grants: Sequence[str] = ("select", "insert", "update", "delete"),
    dispatched: bool = False,
    reference_table: bool = False,
) -> None:
    """Forced row-level security by organization; `grants` are what the app's role may do.

    `dispatched`: chamado_dispatcher may see which organizations have rows in it. On a sharded
    installation (Citus) the table is distributed here, before any key points at it; a
    `reference_table`, whose key is unique in the whole world, is copied to every node instead.
    """
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy tenancy on {table} using ({_POLICY}) with check ({_POLICY})")
    op.execute(f"grant {', '.join(grants)} on {table} to chamado_app")
    if dispatched:
        op.execute(
            f"create policy dispatched on {table} for select to chamado_dispatcher using (true)"
        )
        op.execute(f"grant select on {table} to chamado_dispatcher")
    distribute = (
        f"create_reference_table('{table}')"
        if reference_table
        else f"create_distributed_table('{table}', 'organization_id')"
    )
    op.execute(
        f"""do $$ begin
              if exists (select from pg_extension where extname = 'citus') then
                perform {distribute};
              end if;
            end $$"""
    )


def add_reference(table: str, column: str, referred: str) -> None:
    """Let a column point at a table that is made after its own."""
    op.create_foreign_key(
        None, table, referred, ["organization_id", column], ["organization_id", "id"]
    )


def function_across_tenants(signature: str, definition: str) -> None:
    """Make a function that the app may call and that sees what chamado_dispatcher sees."""
    op.execute(definition)
    op.execute("grant create on schema public to chamado_dispatcher")
    op.execute(f"alter function {signature} owner to chamado_dispatcher")
    op.execute("revoke create on schema public from chamado_dispatcher")
    op.execute(f"revoke all on function {signature} from public")
    op.execute(f"grant execute on function {signature} to chamado_app")


def _create_index(table: str, index: Index) -> None:
    op.create_index(
        index.name,
        table,
        ["organization_id", *index.columns],
        unique=index.unique,
        postgresql_where=sa.text(index.where) if index.where else None,
        postgresql_using=index.using,
    )
