"""`/v1/people`: who works here, and the customers' contacts who can sign in."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from sqlalchemy import Select, select

from app.core.access import acting, existing
from app.core.actors import Actor
from app.core.database import TenantSession
from app.core.errors import refuses
from app.core.listing import Page
from app.core.reading import Reading, one
from app.core.routing import Route
from app.people import schemas, service
from app.people.keeping import LastManager, PlanLimitReached, require_another, require_keeper
from app.people.models import Person, PersonKind
from app.people.passwords import hash_new
from app.people.reads import PEOPLE, PERSON
from app.people.service import UsernameTaken

router = APIRouter(prefix="/people", tags=["people"], route_class=Route)

CanRead = Annotated[Reading, acting("people:read")]
CanWrite = Annotated[TenantSession, acting("people:write")]


def not_a_program(_actor: Actor) -> Select[Any]:
    """Service accounts have routes, and a permission, of their own."""
    return select(Person).where(Person.kind != PersonKind.SERVICE)


async def _hash_for_new(new: schemas.PersonCreate) -> str:
    return await hash_new(new.password, new.name, new.email, new.username)


async def _hash_for_other(wanted: schemas.TemporaryPassword) -> str:
    return await hash_new(wanted.password)


#: Declared before the session in a route: no transaction waits for a hash.
NewHash = Annotated[str, Depends(_hash_for_new)]
OtherHash = Annotated[str, Depends(_hash_for_other)]
ThePerson = Annotated[
    Person, existing(Person, "people:write", visible=not_a_program, name="person_id")
]


@router.get("", operation_id="listPeople", response_model=Page[schemas.Person])
async def list_people(reading: CanRead, query: Annotated[schemas.PersonQuery, Query()]) -> Any:
    """Who works here, and the customers' contacts who can sign in."""
    query.kind = query.kind  # said even when it was not asked for
    return await PEOPLE.page(reading, query)


@router.post(
    "",
    operation_id="createPerson",
    status_code=201,
    response_model=schemas.Person,
    responses=refuses(UsernameTaken, PlanLimitReached),
)
async def create_person(
    password_hash: NewHash, session: CanWrite, new: schemas.PersonCreate
) -> Any:
    """Add someone who can sign in, with a password that is handed over.

    It has to be changed at the first sign-in; until then it opens nothing else.
    """
    caller = await session.fetch(Person, session.actor.person_id or UUID(int=0))
    person = await service.add_person(
        session, new, password_hash=password_hash, company_id=caller.company_id
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
    responses=refuses(LastManager, PlanLimitReached),
)
async def update_person(session: CanWrite, person: ThePerson, change: schemas.PersonUpdate) -> Any:
    """Change a person, or deactivate one: what it changes of their rights is felt at once."""
    await service.change_person(session, person, change)
    return await one(session, PERSON, id=person.id)


@router.post(
    "/{person_id}/temporary-password",
    operation_id="setTemporaryPassword",
    status_code=204,
)
async def set_temporary_password(
    password_hash: OtherHash,
    session: CanWrite,
    person: ThePerson,
) -> Response:
    """Hand somebody a new password. Their sessions end, and they have to change it first."""
    require_keeper(session, person.role)
    require_another(session, person)
    await service.set_password(session, person, password_hash, temporary=True)
    return Response(status_code=204)
