"""The worker's lanes: batches of events, deliveries tried alone, and who has something due."""

from alembic import op

from migrations.tenancy import function_across_tenants

revision = "0022"
down_revision = "0021"

#: Lanes of organizations in which work waits that no signal may bring up any more.
WAITING = """
create function waiting_organizations(moment timestamptz)
  returns table (lane text, organization_id uuid)
  language sql stable security definer set search_path = public as
$$ select 'inside', h.organization_id from event_heads h
     join dispatcher_positions p on p.organization_id = h.organization_id
    where p.seq < h.seq and (p.leased_until is null or p.leased_until < moment)
   union select 'background', d.organization_id from deliveries d where d.due_at <= moment
   union select t.lane, t.organization_id from outbox_tasks t where t.due_at <= moment $$
"""

#: Sweep -> an organization `o` has something due. It may say yes too often, never no.
DUE = {
    "expired_answers": """select from idempotency_keys k
        where k.organization_id = o.organization_id and k.expires_at < moment""",
    "expired_sessions": """select from sign_ins s
        where s.organization_id = o.organization_id and s.ended_at is null
          and s.expires_at <= moment""",
    "old_sessions": """select from sign_ins s
        where s.organization_id = o.organization_id and s.expires_at < moment - interval '90 days'
       union all select from password_resets r
        where r.organization_id = o.organization_id and r.expires_at < moment - interval '1 day'""",
    "old_job_results": """select from jobs j
        where j.organization_id = o.organization_id and j.expires_at < moment""",
    "pending_domains": """select from domains d
        where d.organization_id = o.organization_id and d.status = 'pending'
          and d.created_at > moment - interval '7 days'""",
    "expired_quotes": """select from quotes q
        where q.organization_id = o.organization_id and q.status = 'sent'
          and q.valid_until <= moment""",
    "ended_availability": """select from support_profiles s
        where s.organization_id = o.organization_id and s.availability_until <= moment""",
    "quiet_tickets": """select from desks d
         join tickets t on t.organization_id = d.organization_id and t.desk_id = d.id
        where d.organization_id = o.organization_id and t.organization_id = o.organization_id
          and t.status = 'solved'
          and t.solved_at < moment - make_interval(days => d.auto_close_days)""",
    "unrated_tickets": """select from desks d
         join tickets t on t.organization_id = d.organization_id and t.desk_id = d.id
        where d.organization_id = o.organization_id and t.organization_id = o.organization_id
          and t.status = 'solved' and t.requester_id is distinct from t.assignee_id
          and t.solved_at < moment - make_interval(hours => d.rating_mail_after_hours)
          and not exists (
              select from rating_invitations i
               where i.organization_id = o.organization_id
                 and i.ticket_id = t.id and i.cycle = t.reopened_count + 1)""",
    "waiting_tickets": """select from desks d
         join tickets t on t.organization_id = d.organization_id and t.desk_id = d.id
        where d.organization_id = o.organization_id and t.organization_id = o.organization_id
          and ((d.strategy <> 'manual' and t.assignee_id is null and t.status in ('new', 'open'))
               or (d.reassign_after_minutes is not null and t.assignee_id is not null
                   and t.awaiting = 'agent'))""",
    "due_sla_clocks": """select from sla_clocks c
        where c.organization_id = o.organization_id and c.status = 'running'
          and c.due_at <= moment
       union all select from sla_clocks c
        where c.organization_id = o.organization_id and c.warned_at is null
          and c.warn_at <= moment
       union all select from sla_alerts a
        where a.organization_id = o.organization_id and a.due_at <= moment""",
    "old_rule_runs": """select from rule_runs r
        where r.organization_id = o.organization_id and r.created_at < moment - interval '30 days'
          and (r.outcome <> 'fired' or r.checks <> '[]')""",
}
SEEN = (
    "idempotency_keys",
    "sign_ins",
    "password_resets",
    "jobs",
    "domains",
    "quotes",
    "support_profiles",
    "desks",
    "tickets",
    "rating_invitations",
    "sla_clocks",
    "sla_alerts",
    "rule_runs",
)


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(
        """alter table dispatcher_positions
             add column attempts integer not null default 0, add column leased_until timestamptz"""
    )
    op.execute("alter table dispatcher_positions alter column attempts drop default")
    op.execute(
        """alter table deliveries drop column queued,
             add column subject_id uuid not null default '00000000-0000-0000-0000-000000000000'"""
    )
    op.execute("alter table deliveries alter column subject_id drop default")
    op.create_index(
        "deliveries_listener_subject_id_seq_idx",
        "deliveries",
        ["organization_id", "listener", "subject_id", "seq"],
    )
    op.execute("alter table outbox_tasks add column lane text not null default 'outside'")
    op.execute("alter table outbox_tasks alter column lane drop default")
    op.drop_index("outbox_tasks_due_at_idx", "outbox_tasks")
    op.create_index(
        "outbox_tasks_lane_due_at_idx", "outbox_tasks", ["organization_id", "lane", "due_at"]
    )
    op.execute("drop function waiting_organizations(timestamptz)")
    function_across_tenants("waiting_organizations(timestamptz)", WAITING)
    for table in SEEN:
        op.execute(
            f"create policy dispatched on {table} for select to chamado_dispatcher using (true)"
        )
        op.execute(f"grant select on {table} to chamado_dispatcher")
    for name, due in DUE.items():
        # LATERAL: one look into an index for each organization, whatever the tables hold.
        function_across_tenants(
            f"with_{name}(timestamptz)",
            f"""create function with_{name}(moment timestamptz) returns setof uuid
                  language sql stable security definer set search_path = public as
                $$ select o.organization_id from event_heads o
                    cross join lateral ({due} limit 1) as due $$""",  # noqa: S608 - the texts above
        )
