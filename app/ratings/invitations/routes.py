"""`/v1/rating-invitations`: rating by the link of an e-mail."""

from typing import Annotated

from fastapi import APIRouter, Response

from app.core.http.access import PublicAccess, public_access, spend
from app.core.http.routing import Route
from app.core.values.errors import NotFound, refuses
from app.organizations.emails.service import organization_behind
from app.ratings.invitations import schemas
from app.ratings.invitations import service as invitations
from app.ratings.invitations.service import RATING_TOKEN, NonceMissing, RatingInvitationExpired
from app.ratings.service import RatingExists, RatingNotAvailable, RatingNotYours
from app.tickets.models import TicketWasMerged

router = APIRouter(tags=["ratings"], route_class=Route)
Public = Annotated[PublicAccess, public_access()]


@router.post(
    "/read-rating-invitation",
    operation_id="readRatingInvitation",
    response_model=schemas.RatingInvitation,
    responses=refuses(NotFound, RatingInvitationExpired),
)
async def read_rating_invitation(
    access: Public, shown: schemas.RatingInvitationToken
) -> schemas.RatingInvitation:
    """What the link of a mail asks to rate. Reading it, however often, rates nothing."""
    await spend(access.request, "sign_in_address", access.address, exactly=True)
    organization_id = organization_behind(shown.token, RATING_TOKEN)
    async with access.database.transaction(access.actor(organization_id)) as session:
        return await invitations.preview(session, shown.token, access.runtime.single_use_key)


@router.post(
    "/rate-by-invitation",
    operation_id="rateByInvitation",
    status_code=204,
    responses=refuses(
        *(NotFound, RatingInvitationExpired, NonceMissing, RatingNotAvailable, RatingExists),
        *(RatingNotYours, TicketWasMerged),
    ),
)
async def rate_by_invitation(access: Public, answer: schemas.RatingByInvitation) -> Response:
    """Rate in the requester's name, with the nonce that `readRatingInvitation` gave."""
    await spend(access.request, "sign_in_address", access.address, exactly=True)
    organization_id = organization_behind(answer.token, RATING_TOKEN)
    async with access.database.transaction(access.actor(organization_id)) as session:
        invitation = await invitations.by_token(session, answer.token)
        session.actor = access.actor(organization_id, invitation.person_id)
        await invitations.rate(session, invitation, answer, access.runtime.single_use_key)
    return Response(status_code=204)
