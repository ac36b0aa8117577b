"""`/v1/absences`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import Duplicate, refuses
from app.schedules.absences import schemas
from app.schedules.absences import service as absences
from app.schedules.absences.reads import ABSENCE, ABSENCES
from app.schedules.absences.service import AbsenceAlreadyBegun, AbsenceAlreadyDecided
from app.schedules.absences.visibility import TheAbsence, TheOwnAbsence
from app.schedules.service import TechnicianOverlap
from app.schedules.working_hours.service import NotATechnician

router = APIRouter(prefix="/absences", tags=["schedules"], route_class=Route)

CanRead = Annotated[Reading, acting("schedules:read")]
CanRequest = Annotated[TenantSession, acting("schedules:request")]
CanDecide = Annotated[TenantSession, acting("schedules:lead")]


@router.get("", operation_id="listAbsences", response_model=Page[schemas.Absence])
async def list_absences(reading: CanRead, query: Annotated[schemas.AbsenceQuery, Query()]) -> Json:
    """List absences of technicians, by their start.

    Requests and what became of them. Those who decide (`schedules:lead`) see all of them, everyone
    else their own. Absences that were booked with `createBooking` are not requests and are not
    listed here.
    """
    return await ABSENCES.page(reading, query)


@router.post(
    "",
    operation_id="requestAbsence",
    status_code=201,
    response_model=schemas.Absence,
    responses=refuses(NotATechnician, Duplicate),
)
async def request_absence(session: CanRequest, new: schemas.AbsenceCreate) -> Json:
    """Request an absence of one's own: whole days, or half a day.

    The days are those of the local time in which the caller works. Nothing is booked before the
    request is approved. Recorded as the event `absence.requested`. Refused with `not_a_technician`
    when the caller is none, and with `duplicate` when the `id` is taken.
    """
    absence = await absences.request_absence(session, new)
    location = f"/v1/absences/{absence.id}"
    return await one(session, ABSENCE, id=absence.id, status=201, location=location)


@router.get("/{absence_id}", operation_id="getAbsence", response_model=schemas.Absence)
async def get_absence(reading: CanRead, absence_id: UUID) -> Json:
    """Get an absence.

    One of the caller's own, or for those who decide (`schedules:lead`) one of anybody; others
    answer `not_found`.
    """
    return await one(reading, ABSENCE, id=absence_id)


@router.post(
    "/{absence_id}/approve",
    operation_id="approveAbsence",
    response_model=schemas.Absence,
    responses=refuses(AbsenceAlreadyDecided, TechnicianOverlap),
)
async def approve_absence(session: CanDecide, absence: TheAbsence) -> Json:
    """Approve an absence and book its time.

    From then on no visit can be scheduled in it. Recorded as the events `booking.made` and
    `absence.approved`. Refused with `technician_overlap` when any of the time is taken, naming the
    booking: reschedule that visit first. Refused with `absence_already_decided` unless the absence
    is requested.
    """
    await absences.approve_absence(session, absence)
    return await one(session, ABSENCE, id=absence.id)


@router.post(
    "/{absence_id}/refuse",
    operation_id="refuseAbsence",
    response_model=schemas.Absence,
    responses=refuses(AbsenceAlreadyDecided),
)
async def refuse_absence(
    session: CanDecide, absence: TheAbsence, refusal: schemas.AbsenceRefuse
) -> Json:
    """Refuse an absence, with an answer for the technician.

    Recorded as the event `absence.refused`. Refused with `absence_already_decided` unless the
    absence is requested.
    """
    absences.refuse_absence(session, absence, refusal.answer)
    return await one(session, ABSENCE, id=absence.id)


@router.post(
    "/{absence_id}/cancel",
    operation_id="cancelAbsence",
    response_model=schemas.Absence,
    responses=refuses(AbsenceAlreadyDecided, AbsenceAlreadyBegun),
)
async def cancel_absence(session: CanRequest, absence: TheOwnAbsence) -> Json:
    """Cancel an absence that was requested or approved.

    Technicians cancel their own, those who decide (`schedules:lead`) anybody's. The time is free
    again. Recorded as the event `absence.cancelled`. Refused with `absence_already_begun` when an
    approved absence has begun, and with `absence_already_decided` when it was refused or cancelled.
    """
    await absences.cancel_absence(session, absence)
    return await one(session, ABSENCE, id=absence.id)
