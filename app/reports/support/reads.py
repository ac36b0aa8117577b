"""Figures of the service desk: one statement, one pass over each index."""

from app.core.data.statements import sql
from app.reports.figures import mean, seconds

#: `first_day` and `last_day` are days in `zone`; `starts_at` and `ends_at`, the same as instants,
#: are what the planner has to know. `by` is the length of a step.
_OURS = """organization_id = :organization_id and merged_into_id is null and not is_spam
           and (:desk_id::uuid is null or desk_id = :desk_id)
           and (:team_id::uuid is null or team_id = :team_id)"""
_NONE = """'{"count": 0, "median_seconds": null, "p90_seconds": null}'::json"""


def _durations(measured: str) -> str:
    median, p90 = (
        seconds(f"percentile_cont({part}) within group (order by {measured})")
        for part in (0.5, 0.9)
    )
    return f"""json_build_object(
    'count', count({measured}), 'median_seconds', {median}, 'p90_seconds', {p90})"""


_SUPPORT = f"""
with open as materialized (
    select status, priority, assignee_id, form_node_id, awaiting, due_at
      from tickets where {_OURS} and awaiting <> 'nobody'
), opened as materialized (
    select t.form_node_id, (t.opened_at at time zone :zone)::date as day,
           extract(epoch from first.answered_at - t.opened_at)::float8 as response
      from (select * from tickets
             where {_OURS} and opened_at >= :starts_at
               and opened_at < :ends_at) t
      -- The first answer of a person; who opened it by telephone did not answer it by that.
      left join lateral (
          select m.created_at as answered_at from messages m
           where m.organization_id = :organization_id and m.ticket_id = t.id and m.seq > 1
             and (m.counts_as_response or (m.author_kind = 'agent'
                  and m.kind = 'public_reply' and not m.is_automatic))
           order by m.seq limit 1) first on true
), solved as materialized (
    select t.assignee_id, (t.solved_at at time zone :zone)::date as day,
           extract(epoch from t.solved_at - t.opened_at)::float8 as resolution
      from (select * from tickets
             where {_OURS} and solved_at >= :starts_at
               and solved_at < :ends_at) t
), rated as materialized (
    select r.stars, r.agent_id, (r.created_at at time zone :zone)::date as day
      from ratings r
      join (select id from tickets where {_OURS}) t on t.id = r.ticket_id
     where r.organization_id = :organization_id and r.created_at >= :starts_at
       and r.created_at < :ends_at
), promised as materialized (
    select c.metric, c.breached_at is not null as broken, c.consumed_seconds::float8 as seconds
      from sla_clocks c
      join (select id from tickets where {_OURS}) t on t.id = c.ticket_id
     where c.organization_id = :organization_id and c.started_at >= :starts_at
       and c.started_at < :ends_at
       and (c.met_at is not null or c.breached_at is not null)
), reopened as (
    select count(*) as count
      from events e
      join (select id from tickets where {_OURS}) t on t.id = e.subject_id
     where e.organization_id = :organization_id and e.name = 'ticket.reopened'
       and e.occurred_at >= :starts_at and e.occurred_at < :ends_at
), agents as (
    select agent_id, sum(open) as open, sum(solved) as solved, sum(ratings) as ratings,
           {mean("sum(stars)::numeric / nullif(sum(ratings), 0)")} as average_stars
      from (select assignee_id as agent_id, 1 as open, 0 as solved, 0 as ratings, 0 as stars
              from open
            union all select assignee_id, 0, 1, 0, 0 from solved
            union all select agent_id, 0, 0, 1, stars from rated) as each
     group by agent_id
), topics as (
    select form_node_id, sum(open) as open, sum(opened) as opened
      from (select form_node_id, 1 as open, 0 as opened from open
            union all select form_node_id, 0, 1 from opened) as each
     group by form_node_id
), steps as (
    select step::date as starts_on
      from generate_series(date_trunc(:by, :first_day::date::timestamp), :last_day::date::timestamp,
                           ('1 ' || :by)::interval) as step
), opened_by as (
    select date_trunc(:by, day::timestamp)::date as starts_on, count(*) as count,
           {_durations("response")} as durations from opened group by 1
), solved_by as (
    select date_trunc(:by, day::timestamp)::date as starts_on, count(*) as count,
           {_durations("resolution")} as durations from solved group by 1
), rated_by as (
    select date_trunc(:by, day::timestamp)::date as starts_on, count(*) as count,
           {mean("avg(stars)")} as average from rated group by 1
)
select json_build_object(
    'period', json_build_object('first_day', :first_day::date, 'last_day', :last_day::date,
                                'by', :by, 'zone', :zone),
    'backlog', (select json_build_object(
        'count', count(*),
        'unassigned', count(*) filter (where assignee_id is null),
        'awaiting_agent', count(*) filter (where awaiting = 'agent'),
        'overdue', count(*) filter (where due_at < :now),
        'due_within_hour', count(*) filter (where due_at between :now and :now + interval '1 hour'),
        'by_status', (select coalesce(json_agg(s order by s.count desc, s.status), '[]') from (
            select status, count(*) as count from open group by status) s),
        'by_priority', (select coalesce(json_agg(p order by p.count desc, p.priority), '[]') from (
            select priority, count(*) as count from open group by priority) p)) from open),
    'opened', (select count(*) from opened),
    'solved', (select count(*) from solved),
    'reopened', (select count from reopened),
    'first_response', (select {_durations("response")} from opened),
    'resolution', (select {_durations("resolution")} from solved),
    'sla_targets', (select coalesce(json_agg(p order by p.metric), '[]') from (
        select metric, count(*) filter (where not broken) as met,
               count(*) filter (where broken) as breached,
               {_durations("seconds")} as working_time
          from promised group by metric) p),
    'satisfaction', (select json_build_object(
        'count', count(*), 'average', {mean("avg(stars)")},
        'by_stars', json_build_array(
            {", ".join(f"count(*) filter (where stars = {n})" for n in range(1, 6))})) from rated),
    'agents', (select coalesce(json_agg(json_build_object(
            'agent_id', a.agent_id, 'agent_name', p.name, 'open', a.open, 'solved', a.solved,
            'ratings', a.ratings, 'average_stars', a.average_stars)
            order by a.open desc, a.solved desc, p.name), '[]')
        from agents a
        left join people p on p.organization_id = :organization_id and p.id = a.agent_id),
    'topics', (select coalesce(json_agg(json_build_object(
            'form_node_id', t.form_node_id, 'label', n.label, 'open', t.open, 'opened', t.opened)
            order by t.open desc, t.opened desc, n.label), '[]')
        from topics t
        left join form_nodes n on n.organization_id = :organization_id and n.id = t.form_node_id),
    'series', (select json_agg(json_build_object(
            'starts_on', starts_on,
            'opened', coalesce(o.count, 0), 'first_response', coalesce(o.durations, {_NONE}),
            'solved', coalesce(d.count, 0), 'resolution', coalesce(d.durations, {_NONE}),
            'satisfaction_count', coalesce(r.count, 0), 'satisfaction_average', r.average)
            order by starts_on)
        from steps left join opened_by o using (starts_on) left join solved_by d using (starts_on)
        left join rated_by r using (starts_on))
)::text as body"""  # noqa: S608 - put together from the pieces above alone
SUPPORT = sql(_SUPPORT)
