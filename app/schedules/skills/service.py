"""Specialties of technicians: given, changed, taken away, and missing for a visit."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from app.catalog.models import Specialty
from app.core.data.database import TenantSession
from app.core.data.reading import Rows
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import NotFound, Refusal
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.core.values.wire import apply
from app.people.models import Person
from app.schedules.events import TechnicianSpecialtyDeleted, TechnicianSpecialtyUpdated
from app.schedules.skills.models import TechnicianSpecialty
from app.schedules.skills.reads import NEEDED_AND_HELD
from app.schedules.skills.rules import HeldSkill, NeededSkill, missing_skills
from app.schedules.skills.schemas import TechnicianSpecialtyPut
from app.schedules.working_hours.service import require_technician


class MissingSkill(Refusal):
    """The technician lacks a specialty that the visit needs, or has it at too low a level.

    `missing` lists each: the specialty, the level that is needed, and the one that they have on the
    day of the visit (0: none).
    """

    title = N_("The technician lacks a specialty that is needed")
    advice = N_("Choose a technician who has it: suggestions name those.")


async def skill_problems(
    source: Rows, person_id: UUID, service_ids: Sequence[UUID], day: dt.date
) -> list[Refusal]:
    """Find the skills that a technician lacks for services on a local day, as one problem."""
    rows = await source.rows(NEEDED_AND_HELD, person_id=person_id, service_ids=service_ids)
    needed = [NeededSkill(row["id"], row["name"], row["least_level"]) for row in rows]
    held = {
        row["id"]: HeldSkill(row["level"], row["first_day"], row["last_day"])
        for row in rows
        if row["level"] is not None
    }
    missing = missing_skills(needed, held, day)
    if not missing:
        return []
    detail = N_("Needed is {specialty} at level {level}.")
    told = [skill._asdict() for skill in missing]
    first = missing[0]
    return [MissingSkill(detail, missing=told, specialty=first.name, level=first.least_level)]


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
