"""`/v1/people`: staff, and customers' contacts who can sign in."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.security.passwords import hash_new
from app.core.values.errors import refuses
from app.people import schemas, service
from app.people.administration.service import (
    LastManager,
    PlanLimitReached,
)
from app.people.models import Person
from app.people.reads import PEOPLE, PERSON
from app.people.service import UsernameTaken
from app.people.visibility import CanWritePeople, ThePerson

router = APIRouter(prefix="/people", tags=["people"], route_class=Route)

CanRead = Annotated[Reading, acting("people:read")]


async def _hash_for_new(new: schemas.PersonCreate) -> str:
    return await hash_new(new.password, new.name, new.email, new.username)


#: Declared before the session in a route: no transaction waits for a hash.
NewHash = Annotated[str, Depends(_hash_for_new)]


@router.get("", operation_id="listPeople", response_model=Page[schemas.Person])
async def list_people(reading: CanRead, query: Annotated[schemas.PersonQuery, Query()]) -> Json:
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
    password_hash: NewHash, session: CanWritePeople, new: schemas.PersonCreate
) -> Json:
    """Add someone who can sign in, with a password that is handed over.

    It has to be changed at the first sign-in; until then it opens nothing else.
    """
    caller = await session.fetch(Person, session.actor.person_id or UUID(int=0))
    person = await service.create_person(
        session, new, password_hash=password_hash, company_id=caller.company_id
    )
    return await one(session, PERSON, id=person.id, status=201, location=f"/v1/people/{person.id}")


@router.get("/{person_id}", operation_id="getPerson", response_model=schemas.Person)
async def get_person(reading: CanRead, person_id: UUID) -> Json:
    """One person."""
    return await one(reading, PERSON, id=person_id)


@router.patch(
    "/{person_id}",
    operation_id="updatePerson",
    response_model=schemas.Person,
    responses=refuses(LastManager, PlanLimitReached),
)
async def update_person(
    session: CanWritePeople, person: ThePerson, change: schemas.PersonUpdate
) -> Json:
    """Change a person, or deactivate one: what it changes of their rights is felt at once."""
    await service.update_person(session, person, change)
    return await one(session, PERSON, id=person.id)
