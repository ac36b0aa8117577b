"""`/v1/me`: what somebody reads and changes of oneself."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from app.core.access import acting
from app.core.concurrency import check_if_match, etag
from app.core.database import Actor, TenantSession
from app.core.errors import NotFound, refuses
from app.core.reading import Json, Reading, Rows
from app.core.routing import Route
from app.people import schemas, service
from app.people.guarding import SignInDelayed
from app.people.models import Person
from app.people.passwords import hash_new
from app.people.proving import PasswordWrong, prove_password
from app.people.reads import ME

router = APIRouter(prefix="/me", tags=["people"], route_class=Route)

CanRead = Annotated[Reading, acting("me:read")]
CanWrite = Annotated[TenantSession, acting("me:write")]


async def _me(request: Request, session: CanWrite) -> Person:
    person = await session.fetch(Person, session.actor.person_id or UUID(int=0), lock=True)
    check_if_match(request, person.version)
    return person


_me.checks_version = True  # type: ignore[attr-defined]  # for openapi
#: No path names oneself; else this would be `existing()`.
Oneself = Annotated[Person, Depends(_me, scope="function")]


async def _hash_of_change(request: Request, change: schemas.PasswordChange) -> str:
    known = await prove_password(request, change.current_password)
    return await hash_new(
        change.new_password, known["name"], known["email"], known["username"], field="new_password"
    )


#: Declared before the session in a route: no transaction waits for a hash.
ChangedHash = Annotated[str, Depends(_hash_of_change)]


@router.get("", operation_id="getMe", response_model=schemas.Me)
async def get_me(reading: CanRead) -> Any:
    """Who the caller is, and what the credential allows."""
    return await _card(reading)


@router.patch("", operation_id="updateMe", response_model=schemas.Me)
async def update_me(session: CanWrite, person: Oneself, change: schemas.MeUpdate) -> Any:
    """Change one's name, telephone, language, and whether mails come."""
    await service.change_oneself(session, person, change)
    return await _card(session)


@router.put(
    "/password",
    operation_id="changePassword",
    status_code=204,
    responses=refuses(PasswordWrong, SignInDelayed),
)
async def change_password(
    password_hash: ChangedHash, session: CanWrite, person: Oneself
) -> Response:
    """Choose another password. All other sessions end."""
    await service.set_password(session, person, password_hash)
    return Response(status_code=204)


async def _card(source: Rows) -> Json:
    actor: Actor = source.actor
    row = await source.row(ME, id=actor.person_id)
    if row is None:
        raise NotFound
    on_behalf = actor.act and schemas.OnBehalf(
        organization_id=actor.act.organization_id,
        person_id=actor.act.person_id,
        grant_id=actor.act.grant_id,
    )
    me = schemas.Me(
        **row,
        organization_id=actor.organization_id,
        permissions=sorted(actor.permissions),
        on_behalf=on_behalf,
    )
    return Json(me.model_dump_json(), headers={"ETag": etag(row["version"])})
