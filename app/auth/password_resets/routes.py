"""`/v1/auth/forgot-password`, `/v1/auth/reset-password`"""

from fastapi import APIRouter, Response

from app.auth.password_resets import schemas
from app.auth.password_resets import service as password_resets
from app.auth.password_resets.service import RESET_TOKEN, ResetExpired, ResetUsed
from app.core.http.access import Public
from app.core.http.routing import Route
from app.core.values.errors import NotFound, refuses
from app.organizations.emails.service import organization_behind
from app.organizations.service import find_tenant
from app.people.passwords.service import hash_for

router = APIRouter(prefix="/auth", tags=["auth"], route_class=Route)


@router.post(
    "/forgot-password",
    operation_id="forgotPassword",
    status_code=202,
    response_model=schemas.PasswordForgottenAnswer,
)
async def forgot_password(
    access: Public, wish: schemas.PasswordForgotten
) -> schemas.PasswordForgottenAnswer:
    """Request a mail with a link for choosing a new password.

    The answer is always the same, so nobody learns from it whether an address is known. If active
    members of the organization have the address, each gets a link that is valid for 30 minutes and
    once, up to five of them; whoever asks again within two minutes gets no second mail. The present
    password keeps working. Domain and address count as for `createSession`: an unknown one simply
    leads to no mail.
    """
    organization_id = await find_tenant(access.database, wish.domain)
    if organization_id is not None:
        async with access.database.transaction(access.actor(organization_id)) as session:
            password_resets.request_reset(session, wish.email)
    return schemas.PasswordForgottenAnswer(
        good_for_minutes=int(password_resets.GOOD_FOR.total_seconds()) // 60
    )


@router.post(
    "/reset-password",
    operation_id="resetPassword",
    status_code=204,
    responses=refuses(NotFound, ResetUsed, ResetExpired),
)
async def reset_password(access: Public, wanted: schemas.PasswordResetConfirm) -> Response:
    """Set a new password with the link of a mail.

    Takes the token of the link that `forgotPassword` sent. All sessions of the person end, their
    other links are void, and they sign in with the new password; a second factor is still asked
    for. A text that is no such token is refused with `not_found`, a link that was used or replaced
    by another change with `reset_used`, and one that is older than 30 minutes, or of somebody who
    was deactivated, with `reset_expired`. A password that is easy to guess is refused with
    `validation_failed`, and the link can be used again.
    """
    organization_id = organization_behind(wanted.token, RESET_TOKEN)
    nobody = access.actor(organization_id)
    async with access.database.transaction(nobody) as session:
        person = await password_resets.person_of(session, wanted.token)
    password_hash = await hash_for(access.database, nobody, wanted.password, person_id=person.id)
    async with access.database.transaction(access.actor(organization_id, person.id)) as session:
        await password_resets.reset_password(session, wanted.token, password_hash)
    return Response(status_code=204)
