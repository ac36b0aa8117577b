"""`/v1/technicians/{technician_id}/working-hours`"""

import json
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting, existing
from app.core.http.preconditions import check_if_match, etag
from app.core.http.routing import Route
from app.core.values.errors import NotFound, UnknownReference, refuses
from app.people.models import Person
from app.schedules.availability.service import visits_outside
from app.schedules.working_hours import schemas
from app.schedules.working_hours import service as working_hours
from app.schedules.working_hours.models import WorkingHours
from app.schedules.working_hours.reads import WORKING_HOURS
from app.schedules.working_hours.service import NotATechnician

router = APIRouter(
    prefix="/technicians/{technician_id}/working-hours", tags=["schedules"], route_class=Route
)

CanRead = Annotated[Reading, acting("schedules:read")]
CanWrite = Annotated[TenantSession, acting("calendars:write")]
TheTechnician = Annotated[
    Person, existing(Person, "calendars:write", name="technician_id", checks_version=False)
]


async def _hours_of(
    request: Request, session: CanWrite, person: TheTechnician
) -> WorkingHours | None:
    """The hours that are there, of the version that the caller knows."""
    hours = await working_hours.working_hours_of(session, person)
    check_if_match(request, hours.version if hours else 0)
    return hours


TheHours = Annotated[WorkingHours | None, Depends(_hours_of)]


@router.get("", operation_id="getWorkingHours", response_model=schemas.WorkingHours)
async def get_working_hours(reading: CanRead, technician_id: UUID) -> Json:
    """Get the working hours of a technician.

    The hours that were set for this person; `listAvailability` shows what they come to, with
    holidays and bookings. Answers `not_found` for a person without hours of their own: they work
    by the default calendar of the organization.
    """
    return await one(reading, WORKING_HOURS, id=technician_id)


@router.put(
    "",
    operation_id="putWorkingHours",
    response_model=schemas.WorkingHoursSaved,
    responses=refuses(NotATechnician, UnknownReference),
)
async def put_working_hours(
    session: CanWrite,
    person: TheTechnician,
    hours: TheHours,
    wanted: schemas.WorkingHoursPut,
) -> Json:
    """Set the working hours of a technician.

    Replaces all of them: shifts in local time, also past midnight, rotations of several weeks, and
    seasons. Bookings stay as they are; `visits_outside` lists the visits ahead that do not fit the
    hours. Recorded as the event `working_hours.updated`. Refused with `not_a_technician` when the
    person is no active technician, with `unknown_reference` when the calendar does not exist, and
    with `validation_failed` when shifts overlap, two periods start on one day, or the calendar is
    archived. `If-Match` is held against the version of the hours.
    """
    await working_hours.put_working_hours(session, person, hours, wanted)
    row = await session.row(WORKING_HOURS, id=person.id)
    assert row is not None
    outside = await visits_outside(session, person.id)
    saved = schemas.WorkingHoursSaved(**json.loads(row["body"]), visits_outside=outside)
    return Json(saved.model_dump_json(), headers={"ETag": etag(row["version"])})


@router.delete("", operation_id="deleteWorkingHours", status_code=204)
async def delete_working_hours(
    session: CanWrite, _person: TheTechnician, hours: TheHours
) -> Response:
    """Delete the working hours of a technician.

    The person works by the default calendar of the organization again. Recorded as the event
    `working_hours.deleted`. Refused with `not_found` when there are none.
    """
    if hours is None:
        raise NotFound
    await working_hours.delete_working_hours(session, hours)
    return Response(status_code=204)
