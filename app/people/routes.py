"""`/v1/people`: staff, and customers' contacts who can sign in."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request

from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.runtime import runtime_of
from app.core.values.errors import refuses
from app.people import schemas, service
from app.people.administration.service import (
    LastManager,
    PlanLimitReached,
)
from app.people.held_work.service import StillHoldsWork
from app.people.models import Person
from app.people.passwords.service import hash_for
from app.people.reads import PEOPLE, PERSON
from app.people.service import UsernameTaken
from app.people.visibility import CanWritePeople, ThePerson

router = APIRouter(prefix="/people", tags=["people"], route_class=Route)

CanRead = Annotated[Reading, acting("people:read")]


async def _hash_for_new(request: Request, new: schemas.PersonCreate) -> str:
    database, actor = runtime_of(request).database, request.scope["actor"]
    return await hash_for(database, actor, new.password, new.name, new.email, new.username)


#: Declared before the session in a route: no transaction waits for a hash.
NewHash = Annotated[str, Depends(_hash_for_new)]


@router.get("", operation_id="listPeople", response_model=Page[schemas.Person])
async def list_people(reading: CanRead, query: Annotated[schemas.PersonQuery, Query()]) -> Json:
    """List people of the organization.

    Without `kind` the list has the members: staff, and the customers' contacts who sign in as
    requesters. Service accounts and visitors are listed when `kind` asks for them. People who are
    not active are included; `active` narrows the list. It is sorted by name and has no text search.
    """
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
    """Create a member with a password that is handed over.

    The person signs in with the user name and this password, and has to choose another one first,
    unless `must_change_password` is false. No mail is sent; `createInvitation` sends one and lets
    the person choose the password. Besides `people:write` the caller needs what the role asks for:
    `people:admin` for managers, `people:owners` for owners, `people:staff` for all other staff; and
    each permission that the new person will have. Otherwise, and for API tokens, it is refused with
    `permission_missing`. A user name that somebody of the company has is refused with
    `username_taken`, a technician beyond the plan with `plan_limit_reached`, and a password that is
    easy to guess with `validation_failed`.
    """
    caller = await session.fetch(Person, session.actor.person_id or UUID(int=0))
    person = await service.create_person(
        session, new, password_hash=password_hash, company_id=caller.company_id
    )
    return await one(session, PERSON, id=person.id, status=201, location=f"/v1/people/{person.id}")


@router.get("/{person_id}", operation_id="getPerson", response_model=schemas.Person)
async def get_person(reading: CanRead, person_id: UUID) -> Json:
    """Get a person.

    Answers with name, e-mail address, telephone, role, permission profile and state of a member,
    service account or visitor. Whoever may read people sees all of them, inactive ones included.
    One's own profile is read with `getMe`.
    """
    return await one(reading, PERSON, id=person_id)


@router.patch(
    "/{person_id}",
    operation_id="updatePerson",
    response_model=schemas.Person,
    responses=refuses(LastManager, PlanLimitReached, StillHoldsWork),
)
async def update_person(
    session: CanWritePeople, person: ThePerson, change: schemas.PersonUpdate
) -> Json:
    """Update, activate or deactivate a person.

    Role, permission profile and deactivation take effect at once, in running sessions and for API
    tokens. A deactivated person is signed out everywhere and cannot sign in; what they did stays.
    User name and company cannot be changed, and service accounts only with `updateServiceAccount`.
    The change is recorded as `person.updated`. Changing people of a role needs the permission that
    `createPerson` names for it. Another e-mail address, role or profile, and activation, also need
    each permission that the person has, before and after; an API token changes no e-mail address
    (`permission_missing` otherwise). It is refused with `last_manager` if nobody would be left who
    can manage the organization, and with `plan_limit_reached` if it makes one more active
    technician than the plan allows.

    Deactivation, or another role or profile, may leave work that the person cannot go on with: open
    tickets, orders with a visit ahead, automation rules and shared macros that assign to them. It
    is then refused with `still_holds_work`, and `held` lists up to 100 of each kind (`kind`, `id`,
    `name`, and of orders `starts_at`), unless `hand_back` is true. Then the tickets return to their
    queue, the person is offline, visits keep their time, and whoever leads orders or writes rules
    is notified of each visit, rule and macro. It is recorded as `person.work_handed_back`.
    """
    await service.update_person(session, person, change)
    return await one(session, PERSON, id=person.id)
