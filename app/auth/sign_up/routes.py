"""`/v1/auth/read-invitation`, `/v1/auth/accept-invitation`: joining an organization."""

from fastapi import APIRouter

from app.auth.sessions import schemas
from app.auth.sessions import service as sessions
from app.core.http.access import Public
from app.core.http.routing import Route
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
from app.people.passwords.service import hash_for
from app.people.service import UsernameTaken

router = APIRouter(prefix="/auth", tags=["auth"], route_class=Route)


@router.post(
    "/read-invitation",
    operation_id="readInvitation",
    response_model=invitations_schemas.InvitationPreview,
    responses=refuses(NotFound, InvitationUsed, InvitationExpired, InvitationWithdrawn),
)
async def read_invitation(
    access: Public, shown: invitations_schemas.InvitationToken
) -> invitations_schemas.InvitationPreview:
    """Read an invitation before accepting it.

    Answers with the organization, the role, and the domain and company with which the person will
    sign in, for the page that asks for a password. Reading it does not use it up. A text that is no
    such token is refused with `not_found`, an invitation that was accepted with `invitation_used`,
    one that was revoked with `invitation_withdrawn`, and one that has expired or was replaced by a
    newer mail with `invitation_expired`.
    """
    organization_id = organization_behind(shown.token, INVITATION_TOKEN)
    async with access.database.transaction(access.actor(organization_id)) as session:
        return await invitations.preview(session, shown.token)


@router.post(
    "/accept-invitation",
    operation_id="acceptInvitation",
    status_code=201,
    response_model=schemas.Session,
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
) -> schemas.Session:
    """Accept an invitation and become a member.

    Creates the person with the chosen user name and password, and answers with their first session.
    Both `person.created` and `invitation.accepted` are recorded. The token is refused as in
    `readInvitation`: `not_found`, `invitation_used`, `invitation_withdrawn` or
    `invitation_expired`. A user name that somebody of the company has is refused with
    `username_taken`, a technician beyond the plan with `plan_limit_reached`, and a password that is
    easy to guess with `validation_failed`; the invitation can then be accepted again.
    """
    organization_id = organization_behind(answer.token, INVITATION_TOKEN)
    nobody = access.actor(organization_id)
    async with access.database.transaction(nobody) as session:
        known = await invitations.preview(session, answer.token)
    password_hash = await hash_for(
        access.database,
        nobody,
        answer.password,
        *(known.email, answer.username, answer.name or known.name),
    )
    async with access.database.transaction(nobody) as session:
        person = await invitations.accept(session, answer, password_hash)
        session.actor = access.actor(organization_id, person.id)
        return await sessions.open_session(session, person, access)
