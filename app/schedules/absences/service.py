"""Absences: requested by technicians, decided by who leads them."""

from uuid import UUID

from sqlalchemy import select

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import Refusal
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.people.models import Person
from app.schedules import service as schedules
from app.schedules.absences.models import Absence, AbsenceStatus, DayPart
from app.schedules.absences.schemas import AbsenceCreate
from app.schedules.availability.service import zone_of
from app.schedules.events import (
    AbsenceApproved,
    AbsenceCancelled,
    AbsenceRefused,
    AbsenceRequested,
)
from app.schedules.models import BookingKind
from app.schedules.working_hours.service import require_technician
from app.schedules.working_hours.shifts import local_instant

_NOON, _DAY_ENDS = 720, 1440


class AbsenceAlreadyDecided(Refusal):
    """The request was approved, refused or cancelled before: `absence_status` says which."""

    title = N_("This absence is decided already")
    advice = N_("Cancel it and request another one.")


class BookedByAbsence(Refusal):
    """The booking is the time of an absence that was approved: `absence_id` names it."""

    title = N_("This booking belongs to an absence")
    advice = N_("Cancel the absence and request another one.")


class AbsenceAlreadyBegun(Refusal):
    """An absence that has begun is not cancelled any more."""

    title = N_("This absence has begun")
    advice = N_("Delete its booking to free the technician's time.")


async def request_absence(session: TenantSession, new: AbsenceCreate) -> Absence:
    """Ask for time off, for the caller; days are those of the caller's own zone."""
    person_id = session.actor.person_id
    assert person_id is not None
    require_technician(await session.fetch(Person, person_id))
    zone = await zone_of(session, person_id)
    first, last = {
        DayPart.WHOLE: (0, _DAY_ENDS),
        DayPart.MORNING: (0, _NOON),
        DayPart.AFTERNOON: (_NOON, _DAY_ENDS),
    }[new.part]
    absence = Absence(
        **new.model_dump(exclude={"id"}),
        id=new.id or new_id(),
        person_id=person_id,
        starts_at=local_instant(zone, new.first_day, first),
        ends_at=local_instant(zone, new.last_day, last),
    )
    session.add(absence)
    announce(
        session,
        AbsenceRequested(
            absence_id=absence.id,
            person_id=person_id,
            starts_at=absence.starts_at,
            ends_at=absence.ends_at,
        ),
    )
    return absence


async def approve_absence(session: TenantSession, absence: Absence) -> None:
    """Book the time; 409 technician_overlap if any of it is taken, such as by a visit."""
    _decide(session, absence, AbsenceStatus.APPROVED)
    absence.booking_id = await schedules.book(
        session,
        person_id=absence.person_id,
        starts_at=absence.starts_at,
        ends_at=absence.ends_at,
        kind=BookingKind.ABSENCE,
    )
    announce(session, AbsenceApproved(absence_id=absence.id, person_id=absence.person_id))


def refuse_absence(session: TenantSession, absence: Absence, answer: str) -> None:
    _decide(session, absence, AbsenceStatus.REFUSED)
    absence.answer = answer
    announce(session, AbsenceRefused(absence_id=absence.id, person_id=absence.person_id))


async def cancel_absence(session: TenantSession, absence: Absence) -> None:
    """Give up an absence that has not begun; time that was booked is free again."""
    if absence.status not in {AbsenceStatus.REQUESTED, AbsenceStatus.APPROVED}:
        raise AbsenceAlreadyDecided(absence_status=absence.status)
    if absence.booking_id is not None:
        if absence.starts_at <= now():
            raise AbsenceAlreadyBegun
        await schedules.release(session, absence.booking_id)
    _cancel(session, absence)


async def refuse_booked(session: TenantSession, booking_id: UUID) -> None:
    """Refuse to change the booking of an absence, whose days would not be those any more."""
    absence = await session.scalar(select(Absence).where(Absence.booking_id == booking_id))
    if absence is not None:
        raise BookedByAbsence(absence_id=absence.id)


async def cancel_booked(session: TenantSession, booking_id: UUID) -> None:
    """Follow a booking that is taken out of the agenda."""
    wanted = select(Absence).where(Absence.booking_id == booking_id)
    absence = await session.scalar(wanted.with_for_update(key_share=True))
    if absence is not None and absence.status is AbsenceStatus.APPROVED:
        _cancel(session, absence)


def _cancel(session: TenantSession, absence: Absence) -> None:
    absence.status = AbsenceStatus.CANCELLED
    announce(session, AbsenceCancelled(absence_id=absence.id, person_id=absence.person_id))


def _decide(session: TenantSession, absence: Absence, status: AbsenceStatus) -> None:
    if absence.status is not AbsenceStatus.REQUESTED:
        raise AbsenceAlreadyDecided(absence_status=absence.status)
    absence.status = status
    absence.decided_by_id = session.actor.person_id
    absence.decided_at = now()
