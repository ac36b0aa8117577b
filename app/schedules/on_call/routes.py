"""`/v1/technicians/{technician_id}/on-call`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting, existing
from app.core.http.preconditions import check_if_match
from app.core.http.routing import Route
from app.core.values.errors import NotFound, refuses
from app.people.models import Person
from app.schedules.on_call import schemas
from app.schedules.on_call import service as on_call
from app.schedules.on_call.models import OnCallDuty
from app.schedules.on_call.reads import ON_CALL
from app.schedules.working_hours.service import NotATechnician

router = APIRouter(
    prefix="/technicians/{technician_id}/on-call", tags=["schedules"], route_class=Route
)

CanRead = Annotated[Reading, acting("schedules:read")]
CanWrite = Annotated[TenantSession, acting("calendars:write")]
TheTechnician = Annotated[
    Person, existing(Person, "calendars:write", name="technician_id", checks_version=False)
]


async def _duty_of(request: Request, session: CanWrite, person: TheTechnician) -> OnCallDuty | None:
    """The duty that is there, of the version that the caller knows."""
    duty = await on_call.on_call_duty_of(session, person)
    check_if_match(request, duty.version if duty else 0)
    return duty


TheDuty = Annotated[OnCallDuty | None, Depends(_duty_of)]


@router.get("", operation_id="getOnCallDuty", response_model=schemas.OnCallDuty)
async def get_on_call_duty(reading: CanRead, technician_id: UUID) -> Json:
    """Get the on-call duty of a technician.

    The periods that were set for this person; `listAvailability` shows them where there is no work
    otherwise. Answers `not_found` for a person who is never on call.
    """
    return await one(reading, ON_CALL, id=technician_id)


@router.put(
    "",
    operation_id="putOnCallDuty",
    response_model=schemas.OnCallDuty,
    responses=refuses(NotATechnician),
)
async def put_on_call_duty(
    session: CanWrite, person: TheTechnician, duty: TheDuty, wanted: schemas.OnCallDutyPut
) -> Json:
    """Set the on-call duty of a technician.

    Replaces all periods. They are no working hours and take no time: an urgent order may be
    scheduled in them, also on a holiday, as if it were within the hours. Recorded as the event
    `on_call_duty.updated`. Refused with `not_a_technician` when the person is no active technician,
    and with `validation_failed` when periods overlap. `If-Match` is held against the version of the
    duty.
    """
    on_call.put_on_call_duty(session, person, duty, wanted)
    return await one(session, ON_CALL, id=person.id)


@router.delete("", operation_id="deleteOnCallDuty", status_code=204)
async def delete_on_call_duty(session: CanWrite, _person: TheTechnician, duty: TheDuty) -> Response:
    """Delete the on-call duty of a technician.

    The person is not on call any more; visits that were scheduled stay. Recorded as the event
    `on_call_duty.deleted`. Refused with `not_found` when there is none.
    """
    if duty is None:
        raise NotFound
    await on_call.delete_on_call_duty(session, duty)
    return Response(status_code=204)
