"""`/v1/me`: the caller's own profile."""

from typing import Annotated

from fastapi import APIRouter

from app.core.data.reading import Json, Reading
from app.core.http.access import acting
from app.core.http.routing import Route
from app.people.me import schemas, service
from app.people.me.reads import shown
from app.people.me.visibility import CanWriteMe, Oneself

router = APIRouter(tags=["people"], route_class=Route)

CanRead = Annotated[Reading, acting("me:read")]


@router.get("/me", operation_id="getMe", response_model=schemas.Me)
async def get_me(reading: CanRead) -> Json:
    """Get the caller's own profile and permissions.

    Answers with the person behind the credential, the organization, and the permissions of this
    credential at this moment. Clients call it after sign-in to decide what to show. For a visitor
    `on_behalf` says where they come from; for an API token the person is the owner of the token.
    """
    return await shown(reading)


@router.patch("/me", operation_id="updateMe", response_model=schemas.Me)
async def update_me(session: CanWriteMe, person: Oneself, change: schemas.MeUpdate) -> Json:
    """Update the caller's own profile.

    Changes the name, telephone, language, or which notifications also come by mail. Everyone may
    do it, requesters and visitors included. Role and e-mail address are changed by an administrator
    with `updatePerson`, the password with `changePassword`; the user name stays. The change is
    recorded as `person.updated`.
    """
    await service.change_oneself(session, person, change)
    return await shown(session)
