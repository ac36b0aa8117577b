"""`/v1/auth/forgot-password`, `/v1/auth/reset-password`"""

from typing import Annotated

from fastapi import APIRouter, Response

from app.auth.password_resets import schemas
from app.auth.password_resets import service as password_resets
from app.auth.password_resets.service import RESET_TOKEN, ResetExpired, ResetUsed
from app.core.http.access import PublicAccess, public_access, spend
from app.core.http.routing import Route
from app.core.security.passwords import hash_new
from app.core.values.errors import NotFound, refuses
from app.organizations.emails.service import organization_behind
from app.organizations.service import find_tenant

router = APIRouter(prefix="/auth", tags=["auth"], route_class=Route)

Public = Annotated[PublicAccess, public_access()]


@router.post(
    "/forgot-password",
    operation_id="forgotPassword",
    status_code=202,
    response_model=schemas.PasswordForgottenAnswer,
)
async def forgot_password(
    access: Public, wish: schemas.PasswordForgotten
) -> schemas.PasswordForgottenAnswer:
    """Ask for a link by mail to choose a new password. The answer is always the same."""
    await spend(access.request, "sign_in_address", access.address, exactly=True)
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
    """Choose a new password by the link of the mail. Every session of the person ends."""
    await spend(access.request, "sign_in_address", access.address, exactly=True)
    organization_id = organization_behind(wanted.token, RESET_TOKEN)
    nobody = access.actor(organization_id)
    async with access.database.transaction(nobody) as session:
        person = await password_resets.person_of(session, wanted.token)
    password_hash = await hash_new(wanted.password, person.name, person.email, person.username)
    async with access.database.transaction(access.actor(organization_id, person.id)) as session:
        await password_resets.reset_password(session, wanted.token, password_hash)
    return Response(status_code=204)
