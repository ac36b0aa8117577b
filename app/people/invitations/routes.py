"""`/v1/invitations`"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request

from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting, existing
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.runtime import runtime_of
from app.core.values.errors import refuses
from app.organizations.emails.service import link
from app.people.administration.service import PlanLimitReached
from app.people.invitations import schemas
from app.people.invitations import service as invitations
from app.people.invitations.reads import INVITATION, INVITATION_WITH_LINK, INVITATIONS
from app.people.invitations.service import (
    AlreadyAMember,
    AlreadyInvited,
    InvitationUsed,
    InvitationWithdrawn,
)
from app.people.models import Invitation

router = APIRouter(prefix="/invitations", tags=["people"], route_class=Route)

CanRead = Annotated[Reading, acting("people:read")]
CanWrite = Annotated[TenantSession, acting("people:write")]
TheInvitation = Annotated[Invitation, existing(Invitation, "people:write")]


@router.get("", operation_id="listInvitations", response_model=Page[schemas.Invitation])
async def list_invitations(
    reading: CanRead, query: Annotated[schemas.InvitationQuery, Query()]
) -> Json:
    """Who was invited, newest first."""
    return await INVITATIONS.page(reading, query)


@router.post(
    "",
    operation_id="createInvitation",
    status_code=201,
    response_model=schemas.InvitationWithLink,
    responses=refuses(AlreadyInvited, AlreadyAMember, PlanLimitReached),
)
async def create_invitation(
    request: Request, session: CanWrite, new: schemas.InvitationCreate
) -> Json:
    """Invite somebody by mail. The link works once, for seven days."""
    invitation, token = await invitations.invite(session, new, runtime_of(request).single_use_key)
    location = f"/v1/invitations/{invitation.id}"
    return await _with_link(request, session, invitation, token, status=201, location=location)


@router.get("/{invitation_id}", operation_id="getInvitation", response_model=schemas.Invitation)
async def get_invitation(reading: CanRead, invitation_id: UUID) -> Json:
    """One invitation."""
    return await one(reading, INVITATION, id=invitation_id)


@router.post(
    "/{invitation_id}/resend",
    operation_id="resendInvitation",
    response_model=schemas.InvitationWithLink,
    responses=refuses(InvitationUsed, InvitationWithdrawn),
)
async def resend_invitation(request: Request, session: CanWrite, invitation: TheInvitation) -> Json:
    """Send it again, with a new link and seven more days; the link before dies."""
    token = await invitations.resend(session, invitation, runtime_of(request).single_use_key)
    return await _with_link(request, session, invitation, token)


@router.post(
    "/{invitation_id}/revoke",
    operation_id="revokeInvitation",
    response_model=schemas.Invitation,
    responses=refuses(InvitationUsed),
)
async def revoke_invitation(session: CanWrite, invitation: TheInvitation) -> Json:
    """Take an invitation back. Its link says so from now on."""
    await invitations.revoke(session, invitation)
    return await one(session, INVITATION, id=invitation.id)


async def _with_link(
    request: Request, session: TenantSession, invitation: Invitation, token: str, **options: Any
) -> Json:
    url = link(runtime_of(request).settings, "invitation", token)
    return await one(session, INVITATION_WITH_LINK, id=invitation.id, accept_url=url, **options)
