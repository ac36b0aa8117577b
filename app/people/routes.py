"""`/v1/people`"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from app.core.access import acting, existing
from app.core.database import TenantSession
from app.core.errors import refuses
from app.core.listing import Page
from app.core.reading import Reading, one
from app.core.routing import Route
from app.people import schemas, service
from app.people.models import Person
from app.people.passwords import hash_password
from app.people.reads import PEOPLE, PERSON
from app.people.service import LastManager, UsernameTaken

router = APIRouter(prefix="/people", tags=["people"], route_class=Route)

CanRead = Annotated[Reading, acting("people:read")]
CanWrite = Annotated[TenantSession, acting("people:write")]
ThePerson = Annotated[Person, existing(Person, "people:write", name="person_id")]


@router.get("", operation_id="listPeople", response_model=Page[schemas.Person])
async def list_people(reading: CanRead, query: Annotated[schemas.PersonQuery, Query()]) -> Any:
    """Who works here, and the customers' contacts who can sign in."""
    return await PEOPLE.page(reading, query)


@router.post(
    "",
    operation_id="createPerson",
    status_code=201,
    response_model=schemas.Person,
    responses=refuses(UsernameTaken),
)
async def create_person(session: CanWrite, new: schemas.PersonCreate) -> Any:
    """Add someone who can sign in, with a password that is handed over."""
    caller = await session.fetch(Person, session.actor.person_id or UUID(int=0))
    person = await service.add_person(
        session, new, password_hash=await hash_password(new.password), company_id=caller.company_id
    )
    return await one(session, PERSON, id=person.id, status=201, location=f"/v1/people/{person.id}")


@router.get("/{person_id}", operation_id="getPerson", response_model=schemas.Person)
async def get_person(reading: CanRead, person_id: UUID) -> Any:
    """One person."""
    return await one(reading, PERSON, id=person_id)


@router.patch(
    "/{person_id}",
    operation_id="updatePerson",
    response_model=schemas.Person,
    responses=refuses(LastManager),
)
async def update_person(session: CanWrite, person: ThePerson, change: schemas.PersonUpdate) -> Any:
    """Change a person; a change of role takes effect at once."""
    await service.change_person(session, person, change)
    return await one(session, PERSON, id=person.id)
