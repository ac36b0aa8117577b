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
from app.people.held_work.service import StillHoldsWork
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
    """Export everything that is held about a person.

    Starts a long job and answers with it; follow it with `getJob` and fetch the result with
    `downloadJobResult`. The result is a ZIP with a JSON file for each table that refers to the
    person, their events, their photo and the files that they uploaded; passwords and other secrets
    are left out. Only the caller can download it, for seven days. The request is recorded as
    `person.export_requested`. Use it to answer a request for access to personal data (LGPD, GDPR).
    """
    return await started(session, service.export_person(session, person))


@router.post("/me/export", operation_id="exportMe", status_code=202, response_model=LongJob)
async def export_me(session: CanWriteMe) -> Json:
    """Export everything that is held about the caller.

    Starts a long job and answers with it; follow it with `getJob` and fetch the result with
    `downloadJobResult`. The ZIP has the same content as that of `exportPerson`, and only the caller
    can download it, for seven days. Everyone may ask for it, requesters and visitors included. The
    request is recorded as `person.export_requested`.
    """
    person = await session.fetch(Person, session.actor.person_id or UUID(int=0))
    return await started(session, service.export_person(session, person))


@router.post(
    "/people/{person_id}/anonymise",
    operation_id="anonymisePerson",
    response_model=PersonShown,
    responses=refuses(LastManager, StillHoldsWork),
)
async def anonymise_person(session: CanWrite, person: ThePerson) -> Json:
    """Anonymize a person for good.

    Deactivates the person, removes name, user name, e-mail address, telephone, photo, credentials
    and notifications, ends all sessions, and revokes the API tokens; it cannot be undone. What the
    person did stays, and so does what was signed: it refers to somebody without a name. It is
    recorded as `person.anonymised`. It needs the permission that `createPerson` names for the
    person's role (`permission_missing` otherwise), and is refused with `last_manager` if nobody
    would be left who can manage the organization, and with `still_holds_work` if work waits for the
    person: deactivate them with `hand_back` first. Anonymizing a person twice changes nothing.
    """
    await service.anonymise_person(session, person)
    return await one(session, PERSON, id=person.id)
