"""Statements that read specialties of technicians."""

from sqlalchemy import bindparam, select

from app.catalog.models import Specialty
from app.core.data.statements import as_json, prepared, sql, tenant_join
from app.core.http.listing import Listing
from app.schedules.skills.models import TechnicianSpecialty

_SPECIALTIES = select(
    TechnicianSpecialty.id,
    TechnicianSpecialty.person_id,
    TechnicianSpecialty.specialty_id,
    Specialty.name.label("specialty_name"),
    TechnicianSpecialty.level,
    TechnicianSpecialty.first_day,
    TechnicianSpecialty.last_day,
    TechnicianSpecialty.version,
    TechnicianSpecialty.created_at,
    TechnicianSpecialty.updated_at,
).join_from(
    TechnicianSpecialty,
    Specialty,
    tenant_join(Specialty, TechnicianSpecialty, TechnicianSpecialty.specialty_id),
)
TECHNICIAN_SPECIALTIES = Listing(_SPECIALTIES, TechnicianSpecialty)
TECHNICIAN_SPECIALTY = prepared(
    as_json(
        _SPECIALTIES.where(
            TechnicianSpecialty.organization_id == bindparam("organization_id"),
            TechnicianSpecialty.person_id == bindparam("person_id"),
            TechnicianSpecialty.specialty_id == bindparam("specialty_id"),
        ),
        "version",
    )
)
#: Each specialty that these services need, beside what a technician has of it.
NEEDED_AND_HELD = sql("""select p.id, p.name, max(n.least_level) as least_level,
              t.level, t.first_day, t.last_day
         from service_specialties n
         join specialties p
           on p.organization_id = :organization_id and p.id = n.specialty_id
         left join technician_specialties t
           on t.organization_id = :organization_id and t.specialty_id = n.specialty_id
          and t.person_id = :person_id
        where n.organization_id = :organization_id and n.service_id = any(:service_ids::uuid[])
        group by p.id, p.name, t.level, t.first_day, t.last_day
        order by p.name, p.id""")
