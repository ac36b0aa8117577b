"""`/v1/technician-specialties`, `/v1/technicians/{technician_id}/specialties/{specialty_id}`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting, existing
from app.core.http.listing import Page
from app.core.http.preconditions import check_if_match
from app.core.http.routing import Route
from app.core.values.errors import NotFound, refuses
from app.people.models import Person
from app.schedules.skills import schemas
from app.schedules.skills import service as skills
from app.schedules.skills.models import TechnicianSpecialty
from app.schedules.skills.reads import TECHNICIAN_SPECIALTIES, TECHNICIAN_SPECIALTY
from app.schedules.working_hours.service import NotATechnician

router = APIRouter(tags=["schedules"], route_class=Route)
_PATH = "/technicians/{technician_id}/specialties/{specialty_id}"

CanRead = Annotated[Reading, acting("schedules:read")]
CanWrite = Annotated[TenantSession, acting("people:staff")]
TheTechnician = Annotated[
    Person, existing(Person, "people:staff", name="technician_id", checks_version=False)
]


async def _specialty_of(
    request: Request, session: CanWrite, person: TheTechnician, specialty_id: UUID
) -> TechnicianSpecialty | None:
    """The specialty that is there, of the version that the caller knows."""
    had = await skills.specialty_of(session, person, specialty_id)
    check_if_match(request, had.version if had else 0)
    return had


TheSpecialty = Annotated[TechnicianSpecialty | None, Depends(_specialty_of)]


@router.get(
    "/technician-specialties",
    operation_id="listTechnicianSpecialties",
    response_model=Page[schemas.TechnicianSpecialty],
)
async def list_technician_specialties(
    reading: CanRead, query: Annotated[schemas.TechnicianSpecialtyQuery, Query()]
) -> Json:
    """List the specialties of technicians.

    What technicians are good at, with level and validity, the first that was recorded first. Those
    that are over or have not begun are included. `suggestSlots` offers those technicians who have
    what a visit needs on its day.
    """
    return await TECHNICIAN_SPECIALTIES.page(reading, query)


@router.put(
    _PATH,
    operation_id="putTechnicianSpecialty",
    response_model=schemas.TechnicianSpecialty,
    responses=refuses(NotATechnician),
)
async def put_technician_specialty(
    session: CanWrite,
    person: TheTechnician,
    specialty_id: UUID,
    had: TheSpecialty,
    wanted: schemas.TechnicianSpecialtyPut,
) -> Json:
    """Set a specialty of a technician, with its level and validity.

    Visits that are scheduled stay as they are. `If-Match` is held against the version of this
    specialty of the technician. Recorded as the event `technician_specialty.updated`. Refused with
    `not_found` when there is no such person or specialty, and with `not_a_technician` when the
    person is no active technician.
    """
    await skills.put_specialty(session, person, specialty_id, had, wanted)
    return await one(session, TECHNICIAN_SPECIALTY, person_id=person.id, specialty_id=specialty_id)


@router.delete(_PATH, operation_id="deleteTechnicianSpecialty", status_code=204)
async def delete_technician_specialty(
    session: CanWrite, _person: TheTechnician, had: TheSpecialty
) -> Response:
    """Take a specialty away from a technician.

    Visits that are scheduled stay as they are. Recorded as the event
    `technician_specialty.deleted`. Refused with `not_found` when the technician does not have it.
    """
    if had is None:
        raise NotFound
    await skills.delete_specialty(session, had)
    return Response(status_code=204)
