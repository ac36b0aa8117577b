"""`/v1/people/{person_id}/export`, `/v1/people/{person_id}/anonymise`, `/v1/me/export`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from app.core.data.database import TenantSession
from app.core.data.reading import Json, one
from app.core.http.access import acting, existing
from app.core.http.routing import Route
from app.core.values.errors import refuses
from app.files.long_jobs.reads import started
from app.files.long_jobs.schemas import LongJob
from app.people.administration.service import LastManager
from app.people.models import Person
from app.people.reads import PERSON
from app.people.schemas import Person as PersonShown
from app.privacy import service

router = APIRouter(tags=["privacy"], route_class=Route)

CanWrite = Annotated[TenantSession, acting("privacy:write")]
CanWriteMe = Annotated[TenantSession, acting("me:write")]
ThePerson = Annotated[Person, existing(Person, "privacy:write", name="person_id")]


@router.post(
    "/people/{person_id}/export",
    operation_id="exportPerson",
    status_code=202,
    response_model=LongJob,
)
async def export_person(session: CanWrite, person: ThePerson) -> Json:
    """Put together everything that is held on a person. The result is for the caller alone."""
    return await started(session, service.export_person(session, person))


@router.post("/me/export", operation_id="exportMe", status_code=202, response_model=LongJob)
async def export_me(session: CanWriteMe) -> Json:
    """Put together everything that is held on the caller."""
    person = await session.fetch(Person, session.actor.person_id or UUID(int=0))
    return await started(session, service.export_person(session, person))


@router.post(
    "/people/{person_id}/anonymise",
    operation_id="anonymisePerson",
    response_model=PersonShown,
    responses=refuses(LastManager),
)
async def anonymise_person(session: CanWrite, person: ThePerson) -> Json:
    """Make a person unknown, for good. What they did and what was signed stays as it is."""
    await service.anonymise_person(session, person)
    return await one(session, PERSON, id=person.id)
