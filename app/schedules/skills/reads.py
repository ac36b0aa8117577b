"""Statements that read specialties of technicians."""

from sqlalchemy import bindparam, select

from app.catalog.models import Specialty
from app.core.data.statements import as_json, prepared, tenant_join
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
