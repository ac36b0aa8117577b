"""Specialties of technicians: given, changed and taken away."""

from uuid import UUID

from sqlalchemy import select

from app.catalog.models import Specialty
from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import NotFound
from app.core.values.ids import new_id
from app.core.values.wire import apply
from app.people.models import Person
from app.schedules.events import TechnicianSpecialtyDeleted, TechnicianSpecialtyUpdated
from app.schedules.skills.models import TechnicianSpecialty
from app.schedules.skills.schemas import TechnicianSpecialtyPut
from app.schedules.working_hours.service import require_technician


async def specialty_of(
    session: TenantSession, person: Person, specialty_id: UUID
) -> TechnicianSpecialty | None:
    """A specialty of somebody whose row is locked, so that nobody else gives it meanwhile."""
    wanted = select(TechnicianSpecialty).where(
        TechnicianSpecialty.person_id == person.id,
        TechnicianSpecialty.specialty_id == specialty_id,
    )
    found: TechnicianSpecialty | None = await session.scalar(wanted)
    return found


async def put_specialty(
    session: TenantSession,
    person: Person,
    specialty_id: UUID,
    had: TechnicianSpecialty | None,
    wanted: TechnicianSpecialtyPut,
) -> None:
    """Give a technician a specialty, or change its level and days."""
    require_technician(person)
    if had is None:
        if await session.find(Specialty, specialty_id) is None:
            raise NotFound
        had = TechnicianSpecialty(id=new_id(), person_id=person.id, specialty_id=specialty_id)
        session.add(had)
    apply(had, wanted.model_dump())
    had.updated_at = now()  # a new version also where nothing is other than before
    announce(
        session,
        TechnicianSpecialtyUpdated(
            person_id=person.id, specialty_id=specialty_id, level=wanted.level
        ),
    )


async def delete_specialty(session: TenantSession, had: TechnicianSpecialty) -> None:
    await session.delete(had)
    announce(
        session,
        TechnicianSpecialtyDeleted(person_id=had.person_id, specialty_id=had.specialty_id),
    )
