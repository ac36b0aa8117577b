"""`/v1/auth/read-invitation`, `/v1/auth/accept-invitation`: joining an organization."""

from typing import Annotated

from fastapi import APIRouter

from app.auth.sessions import schemas as sessions_schemas
from app.auth.sessions import service as sessions
from app.core.http.access import PublicAccess, public_access, spend
from app.core.http.routing import Route
from app.core.security.passwords import hash_new
from app.core.values.errors import NotFound, refuses
from app.organizations.emails.service import organization_behind
from app.people.administration.service import PlanLimitReached
from app.people.invitations import schemas as invitations_schemas
from app.people.invitations import service as invitations
from app.people.invitations.service import (
    INVITATION_TOKEN,
    InvitationExpired,
    InvitationUsed,
    InvitationWithdrawn,
)
from app.people.service import UsernameTaken

router = APIRouter(prefix="/auth", tags=["auth"], route_class=Route)

Public = Annotated[PublicAccess, public_access()]


@router.post(
    "/read-invitation",
    operation_id="readInvitation",
    response_model=invitations_schemas.InvitationPreview,
    responses=refuses(NotFound, InvitationUsed, InvitationExpired, InvitationWithdrawn),
)
async def read_invitation(
    access: Public, shown: invitations_schemas.InvitationToken
) -> invitations_schemas.InvitationPreview:
    """What an invitation is to, before it is accepted. Reading it uses nothing up."""
    await spend(access.request, "sign_in_address", access.address, exactly=True)
    organization_id = organization_behind(shown.token, INVITATION_TOKEN)
    async with access.database.transaction(access.actor(organization_id)) as session:
        return await invitations.preview(session, shown.token)


@router.post(
    "/accept-invitation",
    operation_id="acceptInvitation",
    status_code=201,
    response_model=sessions_schemas.Session,
    responses=refuses(
        NotFound,
        InvitationUsed,
        InvitationExpired,
        InvitationWithdrawn,
        UsernameTaken,
        PlanLimitReached,
    ),
)
async def accept_invitation(
    access: Public, answer: invitations_schemas.InvitationAccept
) -> sessions_schemas.Session:
    """Join: choose a user name and a password. The answer is the first session."""
    await spend(access.request, "sign_in_address", access.address, exactly=True)
    organization_id = organization_behind(answer.token, INVITATION_TOKEN)
    nobody = access.actor(organization_id)
    async with access.database.transaction(nobody) as session:
        known = await invitations.preview(session, answer.token)
    password_hash = await hash_new(
        answer.password, known.organization_name, known.email, answer.name or known.name
    )
    async with access.database.transaction(nobody) as session:
        person = await invitations.accept(session, answer, password_hash)
        session.actor = access.actor(organization_id, person.id)
        return await sessions.open_session(session, person, access)
