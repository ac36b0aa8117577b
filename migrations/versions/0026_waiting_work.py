"""Figures of what waits and what was given up, over all organizations: for metrics and status."""

from alembic import op

from migrations.tenancy import function_across_tenants

revision = "0026"
down_revision = "0025"

WAITING_WORK = """
create function waiting_work()
  returns table (work text, waiting bigint, oldest timestamptz, dead bigint)
  language sql stable security definer set search_path = public as
$$ select 'events', coalesce(sum(h.seq - p.seq), 0)::bigint, null::timestamptz, 0::bigint
     from event_heads h join dispatcher_positions p on p.organization_id = h.organization_id
    where p.seq < h.seq
   union all
   select 'deliveries', count(d.due_at), min(d.due_at), count(d.given_up_at) from deliveries d
   union all
   select 'outbox outside', count(t.due_at), min(t.due_at), count(t.given_up_at)
     from outbox_tasks t where t.lane = 'outside'
   union all
   select 'outbox long', count(t.due_at), min(t.due_at), count(t.given_up_at)
     from outbox_tasks t where t.lane = 'long' $$
"""

WITH_DEAD_LETTERS = """
create function with_dead_letters() returns setof uuid
  language sql stable security definer set search_path = public as
$$ select d.organization_id from deliveries d where d.given_up_at is not null
   union select t.organization_id from outbox_tasks t where t.given_up_at is not null $$
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    function_across_tenants("waiting_work()", WAITING_WORK)
    function_across_tenants("with_dead_letters()", WITH_DEAD_LETTERS)
