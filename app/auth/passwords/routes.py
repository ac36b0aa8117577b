"""`/v1/me/password`, `/v1/people/{person_id}/temporary-password`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from app.auth.passwords import schemas
from app.auth.passwords import service as passwords
from app.auth.reauthentication.service import PasswordWrong, reauthenticate
from app.auth.throttling.service import SignInDelayed
from app.core.http.routing import Route
from app.core.runtime import runtime_of
from app.core.values.errors import refuses
from app.people.administration.service import require_other_person, require_way_in
from app.people.me.visibility import CanWriteMe, Oneself
from app.people.passwords.service import hash_for
from app.people.visibility import CanWritePeople, ThePerson

router = APIRouter(tags=["people"], route_class=Route)


async def _hash_for_other(
    request: Request, person_id: UUID, wanted: schemas.TemporaryPassword
) -> str:
    database, actor = runtime_of(request).database, request.scope["actor"]
    return await hash_for(database, actor, wanted.password, person_id=person_id)


OtherHash = Annotated[str, Depends(_hash_for_other)]


@router.post(
    "/people/{person_id}/temporary-password",
    operation_id="setTemporaryPassword",
    status_code=204,
)
async def set_temporary_password(
    password_hash: OtherHash,
    session: CanWritePeople,
    person: ThePerson,
) -> Response:
    """Set a temporary password for another person.

    For people who cannot use the mail of `forgotPassword`: hand the password over yourself. All
    their sessions end, and after signing in with it they have to choose another one first
    (`password_change_required`). A second factor stays as it is. It needs the permission that
    `createPerson` names for the person's role, and each permission that the person has; it cannot
    be done for oneself, nor by an API token (`permission_missing`). A password that is easy to
    guess is refused with `validation_failed`.
    """
    await require_way_in(session, person)
    require_other_person(session, person)
    await passwords.set_password(session, person, password_hash, temporary=True)
    return Response(status_code=204)


async def _hash_of_change(request: Request, change: schemas.PasswordChange) -> str:
    await reauthenticate(request, change.current_password)
    actor = request.scope["actor"]
    return await hash_for(
        runtime_of(request).database,
        actor,
        change.new_password,
        person_id=actor.person_id,
        field="new_password",
    )


#: Declared before the session in a route: no transaction waits for a hash.
ChangedHash = Annotated[str, Depends(_hash_of_change)]


@router.put(
    "/me/password",
    operation_id="changePassword",
    status_code=204,
    responses=refuses(PasswordWrong, SignInDelayed),
)
async def change_password(
    password_hash: ChangedHash, session: CanWriteMe, person: Oneself
) -> Response:
    """Change the caller's password.

    All other sessions of the caller end; the present one continues, and API tokens go on working.
    It also fulfils the demand to replace a password that was handed over. A wrong present password
    is refused with `password_wrong`, further attempts after several with `sign_in_delayed` for as
    long as `Retry-After` says. A new password that is easy to guess, or made of the person's names,
    is refused with `validation_failed`.
    """
    await passwords.set_password(session, person, password_hash)
    return Response(status_code=204)
