"""Working hours of technicians: set, and taken away again."""

from sqlalchemy import select

from app.calendars.service import require_calendar
from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import Refusal
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.core.values.wire import apply
from app.people.models import Person, PersonKind, Role
from app.schedules.events import WorkingHoursDeleted, WorkingHoursUpdated
from app.schedules.working_hours.models import WorkingHours
from app.schedules.working_hours.schemas import WorkingHoursPut


class NotATechnician(Refusal):
    """Only active technicians have working hours of their own."""

    status = 422
    title = N_("This person is not an active technician")
    advice = N_("Choose an active technician, or give this person that role.")


async def working_hours_of(session: TenantSession, person: Person) -> WorkingHours | None:
    """The hours of somebody whose row is locked, so that nobody else makes them meanwhile."""
    wanted = select(WorkingHours).where(WorkingHours.person_id == person.id)
    found: WorkingHours | None = await session.scalar(wanted)
    return found


def require_technician(person: Person) -> None:
    works = person.kind is PersonKind.MEMBER and person.active
    if person.role is not Role.TECHNICIAN or not works:
        raise NotATechnician


async def put_working_hours(
    session: TenantSession, person: Person, hours: WorkingHours | None, wanted: WorkingHoursPut
) -> None:
    """Give a technician hours of their own, or replace them."""
    require_technician(person)
    kept = hours is not None and wanted.calendar_id == hours.calendar_id
    if wanted.calendar_id is not None and not kept:
        await require_calendar(session, wanted.calendar_id, "calendar_id")
    if hours is None:
        hours = WorkingHours(id=new_id(), person_id=person.id)
        session.add(hours)
    apply(hours, wanted.model_dump(exclude={"periods"}))
    hours.periods = [period.model_dump(mode="json") for period in wanted.periods]
    hours.updated_at = now()  # a new version also where nothing is other than before
    announce(session, WorkingHoursUpdated(person_id=person.id))


async def delete_working_hours(session: TenantSession, hours: WorkingHours) -> None:
    """Let a technician work by the organization's calendar again."""
    await session.delete(hours)
    announce(session, WorkingHoursDeleted(person_id=hours.person_id))
