"""What every migration needs: tables that belong to tenants, and scripts of several statements."""

from collections.abc import Sequence

from alembic import op

_POLICY = "organization_id = nullif(current_setting('app.organization_id', true), '')::uuid"


def enable_tenancy(
    table: str,
    *,
    grants: Sequence[str] = ("select", "insert", "update", "delete"),
    relay: bool = False,
) -> None:
    """Forced row-level security by organization; `grants` are what the app's role may do.

    `relay`: chamado_relay may see which organizations have rows in it, whoever owns them. On a
    sharded installation (Citus) the table is distributed here, before its foreign keys come.
    """
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy tenancy on {table} using ({_POLICY}) with check ({_POLICY})")
    op.execute(f"grant {', '.join(grants)} on {table} to chamado_app")
    if relay:
        op.execute(f"create policy relay on {table} for select to chamado_relay using (true)")
        op.execute(f"grant select on {table} to chamado_relay")
    op.execute(
        f"""do $$ begin
              if exists (select from pg_extension where extname = 'citus') then
                perform create_distributed_table('{table}', 'organization_id');
              end if;
            end $$"""
    )


def run_script(sql: str) -> None:
    """Run several statements at once; `op.execute` takes one at a time."""
    connection = op.get_bind().connection.dbapi_connection
    assert connection is not None
    connection.run_async(lambda raw: raw.execute(sql))
