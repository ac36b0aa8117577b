"""The statement that reads technicians with their bookings, and the places of those."""

from app.core.data.statements import sql

#: Every active technician with hours, skills, what the customer says of them, and what is booked,
#: as columns of seconds and places: thousands of bookings are no thousands of rows.
TECHNICIANS = sql("""select p.id, p.name, h.id as hours_id, h.zone, h.calendar_id,
              h.observes_calendar, h.periods::text as periods, c.preference,
              (select coalesce(json_agg(json_build_array(
                          t.specialty_id, t.level, t.first_day, t.last_day)), '[]')
                 from technician_specialties t
                where t.organization_id = :organization_id and t.person_id = p.id
                  and t.specialty_id = any(:specialty_ids::uuid[]))::text as skills,
              b.starts, b.ends, b.latitudes, b.longitudes
         from people p
         left join working_hours h
           on h.organization_id = :organization_id and h.person_id = p.id
         left join customer_technicians c
           on c.organization_id = :organization_id and c.person_id = p.id
          and c.customer_id = :customer_id
         left join (select k.person_id,
                           array_agg(extract(epoch from k.starts_at)::bigint
                                     order by k.starts_at) as starts,
                           array_agg(ceil(extract(epoch from k.ends_at))::bigint
                                     order by k.starts_at) as ends,
                           array_agg(s.latitude order by k.starts_at) as latitudes,
                           array_agg(s.longitude order by k.starts_at) as longitudes
                      from bookings k
                      left join orders o
                        on o.organization_id = :organization_id and o.id = k.order_id
                      left join sites s
                        on s.organization_id = :organization_id and s.id = o.site_id
                     where k.organization_id = :organization_id and k.active
                       and k.starts_at >= :since::timestamptz - interval '366 days'
                       and k.starts_at < :until and k.ends_at > :since
                       and (k.held_until is null or k.held_until > :now)
                     group by k.person_id) b
           on b.person_id = p.id
        where p.organization_id = :organization_id and p.kind = 'member'
          and p.role = 'technician' and p.active
        order by p.name, p.id""")
