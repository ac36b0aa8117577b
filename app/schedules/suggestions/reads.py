"""Statements that read what suggestions are made of."""

from app.core.data.statements import sql

#: The site, the settings, and what the visit needs.
WANTED = sql("""select site.latitude, site.longitude, site.customer_id,
              (select o.settings from organizations o
                where o.organization_id = :organization_id)::text as settings,
              (select coalesce(json_agg(json_build_array(s.id, s.duration_minutes)), '[]')
                 from services s
                where s.organization_id = :organization_id
                  and s.id = any(:service_ids::uuid[]))::text as services,
              (select coalesce(json_agg(json_build_array(
                          p.id, p.name,
                          coalesce((select max(n.least_level) from service_specialties n
                                     where n.organization_id = :organization_id
                                       and n.specialty_id = p.id
                                       and n.service_id = any(:service_ids::uuid[])), 1))
                          order by p.name, p.id), '[]')
                 from specialties p
                where p.organization_id = :organization_id
                  and (p.id = any(:specialty_ids::uuid[])
                       or p.id = any(array(
                           select n.specialty_id from service_specialties n
                            where n.organization_id = :organization_id
                              and n.service_id = any(:service_ids::uuid[])))))::text as needed
         from sites site
        where site.organization_id = :organization_id and site.id = :site_id""")
