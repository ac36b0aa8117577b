"""`/v1/rating-invitations`: rating by the link of an e-mail."""

from fastapi import APIRouter, Response

from app.core.http.access import Public
from app.core.http.routing import Route
from app.core.values.errors import NotFound, refuses
from app.organizations.emails.service import organization_behind
from app.ratings.invitations import schemas
from app.ratings.invitations import service as invitations
from app.ratings.invitations.service import RATING_TOKEN, NonceMissing, RatingInvitationExpired
from app.ratings.service import RatingExists, RatingNotAvailable, RatingNotYours
from app.tickets.models import TicketWasMerged

router = APIRouter(tags=["ratings"], route_class=Route)


@router.post(
    "/read-rating-invitation",
    operation_id="readRatingInvitation",
    response_model=schemas.RatingInvitation,
    responses=refuses(NotFound, RatingInvitationExpired),
)
async def read_rating_invitation(
    access: Public, shown: schemas.RatingInvitationToken
) -> schemas.RatingInvitation:
    """Read a rating invitation.

    For the page behind the link of a rating e-mail: gives protocol, subject and agent of the
    ticket, the stars if it is rated already, and the `nonce` that `rateByInvitation` needs.
    Reading it, however often, rates nothing, so that mail scanners do no harm. Refuses a text
    that is no such token (`not_found`), and a token that is older than 30 days, not known, or
    of a cycle that ended with reopening (`rating_invitation_expired`). The number of requests
    per address is limited.
    """
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
    """Rate a ticket by the link of an e-mail.

    Rates in the requester's name without signing in, with the `nonce` from
    `readRatingInvitation`; it has the same effects as `createTicketRating`. Each cycle can be
    rated once, by mail or in the portal, and changing it takes signing in. The number of
    requests per address is limited.

    Refuses a text that is no such token (`not_found`), a token that has expired or whose ticket
    was reopened (`rating_invitation_expired`), a nonce that is missing or from before a rating
    (`nonce_missing`), a cycle that is rated (`rating_exists`), spam (`rating_not_available`), a
    merged ticket (`ticket_merged`), and a requester who has become the assignee
    (`rating_not_yours`).
    """
    organization_id = organization_behind(answer.token, RATING_TOKEN)
    async with access.database.transaction(access.actor(organization_id)) as session:
        invitation = await invitations.by_token(session, answer.token)
        session.actor = access.actor(organization_id, invitation.person_id)
        await invitations.rate(session, invitation, answer, access.runtime.single_use_key)
    return Response(status_code=204)
