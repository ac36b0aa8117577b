"""Figures of field service: one statement, one pass over each index of the period."""

from app.core.data.statements import sql
from app.reports.figures import share

#: `first_day` and `last_day` are days in `zone`; `starts_at` and `ends_at`, the same as instants,
#: are what the planner has to know. `by` is the length of a step.

#: An order of whoever, wherever and for whatever is asked for.
_ASKED = """
    (:technician_id::uuid is null or {technician} = :technician_id)
    and (:city::text is null or exists (
        select from sites s where s.organization_id = :organization_id and s.id = o.site_id
           and lower(s.city) = lower(:city)))
    and (:service_id::uuid is null or exists (
        select from order_services l
         where l.organization_id = :organization_id and l.order_id = o.id
           and l.service_id = :service_id))"""
_OF_ORDER = _ASKED.format(technician="o.technician_id")
_OF_VISIT = _ASKED.format(technician="v.technician_id")

#: What an order `o` bills: its lines as they were agreed, less the discount on the whole.
_REVENUE = """(select coalesce(sum(coalesce(l.total, l.quantity * l.unit_price)), 0)
                   - coalesce(o.discount, 0)
              from order_services l
             where l.organization_id = :organization_id and l.order_id = o.id)"""
#: What is summed up, by name: the same for the whole period, for a step and for a group.
_SUMS = f"""
    'opened', coalesce(sum(opened), 0), 'closed', coalesce(sum(closed), 0),
    'cancelled', coalesce(sum(cancelled), 0), 'visits', coalesce(sum(visits), 0),
    'no_shows', coalesce(sum(no_show), 0),
    'first_time_fix_rate', {share("sum(first_time)", "sum(closed)")},
    'no_show_rate', {share("sum(no_show)", "sum(visits)")},
    'punctuality_rate', {share("sum(on_time)", "sum(met)")},
    'travel_seconds', coalesce(sum(travel), 0), 'work_seconds', coalesce(sum(work), 0),
    'pause_seconds', coalesce(sum(pause), 0),
    'revenue', round(coalesce(sum(revenue), 0), 2)::text,
    'expenses', round(coalesce(sum(expenses), 0), 2)::text"""
_NONE = """, 0 as visits, 0 as no_show, 0 as met, 0 as on_time,
           0 as travel, 0 as work, 0 as pause"""

_REPORT = f"""
with facts as materialized (
    select o.id as order_id, o.technician_id, o.site_id, o.status,
           (o.opened_at at time zone :zone)::date as day,
           1 as opened, 0 as closed, 0 as cancelled, 0 as first_time, 0::numeric as revenue,
           0::numeric as expenses{_NONE}
      from (select * from orders
             where organization_id = :organization_id and opened_at >= :starts_at
               and opened_at < :ends_at) o
     where {_OF_ORDER}
    union all
    select o.id, o.technician_id, o.site_id, o.status, (o.closed_at at time zone :zone)::date,
           0, 1, 0,
           case when o.failed_visits = 0 and not exists (
               select from orders f
                where f.organization_id = :organization_id and f.follow_up_of_id = o.id)
               then 1 else 0 end,
           {_REVENUE},
           (select coalesce(sum(e.amount), 0) from order_expenses e
             where e.organization_id = :organization_id and e.order_id = o.id){_NONE}
      from (select * from orders
             where organization_id = :organization_id and closed_at >= :starts_at
               and closed_at < :ends_at) o
     where {_OF_ORDER}
    union all
    select o.id, o.technician_id, o.site_id, o.status, (o.cancelled_at at time zone :zone)::date,
           0, 0, 1, 0, 0, 0{_NONE}
      from (select * from orders
             where organization_id = :organization_id and cancelled_at >= :starts_at
               and cancelled_at < :ends_at) o
     where {_OF_ORDER}
    union all
    select o.id, v.technician_id, o.site_id, o.status, (v.finished_at at time zone :zone)::date,
           0, 0, 0, 0, 0, 0, 1, case when v.status = 'no_show' then 1 else 0 end,
           case when coalesce(v.arrived_at, v.started_at) is not null then 1 else 0 end,
           case when coalesce(v.arrived_at, v.started_at)
                     between v.starts_at - interval '15 minutes'
                         and v.starts_at + interval '15 minutes'
                then 1 else 0 end,
           v.travel_seconds, v.work_seconds, v.pause_seconds
      from (select * from visits
             where organization_id = :organization_id and finished_at >= :starts_at
               and finished_at < :ends_at
               and status <> 'cancelled') v
      join orders o on o.organization_id = :organization_id and o.id = v.order_id
     where {_OF_VISIT}
), steps as (
    select step::date as starts_on
      from generate_series(date_trunc(:by, :first_day::date::timestamp), :last_day::date::timestamp,
                           ('1 ' || :by)::interval) as step
), series as (
    select date_trunc(:by, day::timestamp)::date as starts_on, json_build_object({_SUMS}) as figures
      from facts group by 1
), grouped as (
    select case :group_by::text
               when 'technician' then technician_id::text
               when 'city' then (select s.city from sites s
                                  where s.organization_id = :organization_id and s.id = site_id)
               when 'status' then status
               when 'service' then line.service_id::text end as key,
           case :group_by
               when 'technician' then (select p.name from people p
                                        where p.organization_id = :organization_id
                                          and p.id = technician_id)
               when 'service' then (select s.name from services s
                                     where s.organization_id = :organization_id
                                       and s.id = line.service_id) end as name,
           facts.*
      from facts
      left join lateral (
          select distinct l.order_id, l.service_id from order_services l
           where l.organization_id = :organization_id and l.order_id = facts.order_id
             and l.service_id is not null and :group_by::text = 'service') line
        on line.order_id = facts.order_id
     where :group_by::text is not null
), groups as (
    select key, coalesce(name, key) as name, json_build_object({_SUMS}) as figures,
           sum(opened) + sum(closed) + sum(visits) as weight
      from grouped group by key, coalesce(name, key)
     order by weight desc, name limit 200
)
select json_build_object(
    'period', json_build_object('first_day', :first_day::date, 'last_day', :last_day::date,
                                'by', :by::text, 'zone', :zone::text),
    'currency', coalesce((select settings ->> 'currency' from organizations
                           where organization_id = :organization_id
                             and id = :organization_id), 'BRL'),
    'backlog', (select json_build_object(
            'open', count(*) filter (where status = 'open'),
            'scheduled', count(*) filter (where status = 'scheduled'),
            'in_progress', count(*) filter (where status = 'in_progress'),
            'awaiting_reschedule', count(*) filter (where status = 'awaiting_reschedule'),
            'urgent', count(*) filter (where priority = 'urgent'))
          from (select * from orders
                 where organization_id = :organization_id and closed_at is null
                   and cancelled_at is null) o
         where {_OF_ORDER}),
    'totals', (select json_build_object({_SUMS}) from facts),
    'series', (select json_agg(json_build_object('starts_on', starts_on,
                   'figures', coalesce(figures, (select json_build_object({_SUMS})
                                                   from facts where false)))
                   order by starts_on)
                 from steps left join series using (starts_on)),
    'groups', (select coalesce(json_agg(json_build_object('key', key, 'name', name,
                   'figures', figures) order by weight desc, name), '[]') from groups)
)::text as body"""  # noqa: S608 - put together from the pieces above alone
FIELD_SERVICE = sql(_REPORT)

#: One row for each order that was opened or closed in the period, for a spreadsheet.
ORDERS_OF_PERIOD = sql(f"""
select o.protocol, o.status, o.priority, o.title, c.name as customer, s.city,
       t.name as technician, k.label as problem, ca.label as cause, so.label as solution,
       o.opened_at at time zone :zone as opened_at, o.closed_at at time zone :zone as closed_at,
       o.failed_visits,
       w.travel_seconds, w.work_seconds, w.pause_seconds,
       (select string_agg(l.name, '; ' order by l.name) from order_services l
         where l.organization_id = :organization_id and l.order_id = o.id
           and l.service_id is not null) as services,
       round({_REVENUE}, 2) as revenue,
       (select round(coalesce(sum(e.amount), 0), 2) from order_expenses e
         where e.organization_id = :organization_id and e.order_id = o.id) as expenses
  from (select id from orders
         where organization_id = :organization_id
           and opened_at >= :starts_at and opened_at < :ends_at
        union
        select id from orders
         where organization_id = :organization_id
           and closed_at >= :starts_at and closed_at < :ends_at) p
  join orders o on o.organization_id = :organization_id and o.id = p.id
  join customers c on c.organization_id = :organization_id and c.id = o.customer_id
  join sites s on s.organization_id = :organization_id and s.id = o.site_id
  join codes k on k.organization_id = :organization_id and k.id = o.problem_code_id
  left join people t on t.organization_id = :organization_id and t.id = o.technician_id
  left join close_reports r on r.organization_id = :organization_id and r.order_id = o.id
  left join codes ca on ca.organization_id = :organization_id and ca.id = r.cause_code_id
  left join codes so on so.organization_id = :organization_id and so.id = r.solution_code_id
  left join lateral (
      select sum(v.travel_seconds) as travel_seconds, sum(v.work_seconds) as work_seconds,
             sum(v.pause_seconds) as pause_seconds
        from visits v where v.organization_id = :organization_id and v.order_id = o.id) w on true
 where (:technician_id::uuid is null or o.technician_id = :technician_id)
   and (:city::text is null or lower(s.city) = lower(:city))
   and (:service_id::uuid is null or exists (
       select from order_services l where l.organization_id = :organization_id and l.order_id = o.id
          and l.service_id = :service_id))
 order by o.opened_at, o.id""")  # noqa: S608 - put together from the piece above
