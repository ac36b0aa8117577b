"""Retention: what is given up has a time, old events may go, and who has something old."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import TIMESTAMPTZ
from migrations.tenancy import function_across_tenants

revision = "0025"
down_revision = "0024"

#: Sweep -> an organization `o` has something due. It may say yes too often, never no.
DUE = {
    "old_given_up_work": """select from deliveries d
        where d.organization_id = o.organization_id and d.given_up_at < moment - interval '90 days'
       union all select from outbox_tasks t
        where t.organization_id = o.organization_id
          and t.given_up_at < moment - interval '90 days'""",
    "old_notifications": """select from notifications n
        where n.organization_id = o.organization_id
          and n.created_at < moment - interval '180 days'""",
    "old_invitations": """select from invitations i
        where i.organization_id = o.organization_id and i.expires_at < moment - interval '90 days'
          and i.status <> 'accepted'""",
    # Which of them are in use is asked inside, one organization at a time.
    "old_uploads": """select from files f
        where f.organization_id = o.organization_id and f.created_at < moment - interval '7 days'
          and f.person_id is not null""",
    "old_events": """select from organizations s
         join events e on e.organization_id = s.organization_id
        where s.organization_id = o.organization_id and e.organization_id = o.organization_id
          and e.occurred_at < moment
              - make_interval(months => (s.settings->>'event_retention_months')::int)""",
}
#: Table -> the columns of it that DUE looks at, beside organization_id.
SEEN = {
    "notifications": "created_at",
    "invitations": "status, expires_at",
    "files": "created_at, person_id",
    "organizations": "settings",
    "events": "occurred_at",
}

#: The app may not delete events; this runs as the owner, whom the trigger below and the policy bind.
DELETE_OLD_EVENTS = """
create function delete_old_events(organization uuid, seqs bigint[]) returns void
  language sql security definer set search_path = public as
$$ delete from events e where e.organization_id = organization and e.seq = any(seqs) $$
"""

#: Nobody changes an event, and nobody deletes one that is younger than the shortest retention.
REFUSE_CHANGE_OF_EVENT = """
create function refuse_change_of_event() returns trigger language plpgsql as
$$ begin
     if tg_op = 'DELETE' and old.occurred_at < now() - interval '360 days' then
       return old;
     end if;
     raise exception 'this table is append-only' using errcode = 'restrict_violation';
   end $$
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for table in ("deliveries", "outbox_tasks"):
        op.add_column(table, sa.Column("given_up_at", TIMESTAMPTZ))
        op.create_index(
            f"{table}_given_up_at_idx",
            table,
            ["organization_id", "given_up_at"],
            postgresql_where=sa.text("given_up_at is not null"),
        )
    op.create_index(
        "notifications_created_at_idx", "notifications", ["organization_id", "created_at"]
    )
    op.execute(REFUSE_CHANGE_OF_EVENT)
    op.execute("drop trigger append_only on events")
    op.execute(
        "create trigger append_only before update or delete on events "
        "for each row execute function refuse_change_of_event()"
    )
    op.execute(DELETE_OLD_EVENTS)
    signature = "delete_old_events(uuid, bigint[])"
    op.execute(f"revoke all on function {signature} from public")
    op.execute(f"grant execute on function {signature} to chamado_app")
    for table, columns in SEEN.items():
        op.execute(
            f"create policy dispatched on {table} for select to chamado_dispatcher using (true)"
        )
        op.execute(f"grant select (organization_id, {columns}) on {table} to chamado_dispatcher")
    for name, due in DUE.items():
        function_across_tenants(
            f"with_{name}(timestamptz)",
            f"""create function with_{name}(moment timestamptz) returns setof uuid
                  language sql stable security definer set search_path = public as
                $$ select o.organization_id from event_heads o
                    cross join lateral ({due} limit 1) as due $$""",  # noqa: S608 - the texts above
        )
