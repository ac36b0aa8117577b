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
    """List invitations to the organization.

    The list has invitations in every state, newest first: pending, expired, accepted and revoked
    ones. `status` narrows it, where `pending` includes those that have expired. It never contains
    the links. There is no text search.
    """
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
    """Create an invitation and send it by mail.

    The mail has a link with which the person chooses a user name and a password
    (`acceptInvitation`); it works once, for seven days. The answer contains the link as well, for
    handing it over in another way. Inviting needs the permissions that `createPerson` needs, and
    cannot be done by an API token (`permission_missing`). An address that has a pending invitation
    is refused with `already_invited`, also when that one has expired: send it again with
    `resendInvitation`. An address that an active member has is refused with `already_a_member`, and
    a technician beyond the plan with `plan_limit_reached`.
    """
    invitation, token = await invitations.invite(session, new, runtime_of(request).single_use_key)
    location = f"/v1/invitations/{invitation.id}"
    return await _with_link(request, session, invitation, token, status=201, location=location)


@router.get("/{invitation_id}", operation_id="getInvitation", response_model=schemas.Invitation)
async def get_invitation(reading: CanRead, invitation_id: UUID) -> Json:
    """Get an invitation.

    Answers with the state of one invitation: how often it was sent, when it expires, and who
    accepted it. The link is not part of it; `resendInvitation` makes a new one.
    """
    return await one(reading, INVITATION, id=invitation_id)


@router.post(
    "/{invitation_id}/resend",
    operation_id="resendInvitation",
    response_model=schemas.InvitationWithLink,
    responses=refuses(InvitationUsed, InvitationWithdrawn),
)
async def resend_invitation(request: Request, session: CanWrite, invitation: TheInvitation) -> Json:
    """Send an invitation again with a new link.

    The invitation is valid for seven more days, also if it had expired, and only the link of the
    new mail works. The answer contains the link. It is recorded as `invitation.sent`. It needs the
    same permissions as inviting. An invitation that was accepted is refused with `invitation_used`,
    one that was revoked with `invitation_withdrawn`.
    """
    token = await invitations.resend(session, invitation, runtime_of(request).single_use_key)
    return await _with_link(request, session, invitation, token)


@router.post(
    "/{invitation_id}/revoke",
    operation_id="revokeInvitation",
    response_model=schemas.Invitation,
    responses=refuses(InvitationUsed),
)
async def revoke_invitation(session: CanWrite, invitation: TheInvitation) -> Json:
    """Revoke an invitation.

    Its link no longer works, and whoever opens it reads that it was taken back. The address can be
    invited again. Revoking an invitation twice changes nothing. One that was accepted is refused
    with `invitation_used`: deactivate the person with `updatePerson`.
    """
    await invitations.revoke(session, invitation)
    return await one(session, INVITATION, id=invitation.id)


async def _with_link(
    request: Request, session: TenantSession, invitation: Invitation, token: str, **options: Any
) -> Json:
    url = link(runtime_of(request).settings, "invitation", token)
    return await one(session, INVITATION_WITH_LINK, id=invitation.id, accept_url=url, **options)
