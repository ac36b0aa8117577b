"""`/v1/auth/exchange`: token exchange."""

from typing import Annotated

from fastapi import APIRouter

from app.core.data.reading import Reading
from app.core.http.access import Public, acting
from app.core.http.routing import Route
from app.core.values.errors import refuses
from app.support import schemas, service
from app.support.service import SupportAccessNotGranted

router = APIRouter(prefix="/auth", tags=["auth"], route_class=Route)

#: Nothing is changed at home, and two organizations are never in one transaction.
CanRead = Annotated[Reading, acting("me:read")]


@router.post(
    "/exchange",
    operation_id="exchangeToken",
    response_model=schemas.ExchangedToken,
    responses=refuses(SupportAccessNotGranted),
)
async def exchange_token(
    reading: CanRead, access: Public, wanted: schemas.TokenExchange
) -> schemas.ExchangedToken:
    """Exchange an access token for one in another organization.

    Members of an organization act as a requester at the desk of the platform; agents of the
    platform act in an organization that has granted them support access, with the role of the
    grant. No operation grants support access yet. The caller becomes a visitor there, and at the
    desk of the platform their organization a customer for whom they speak. The token names whom it
    was issued for (`act`, RFC 8693), and so does everything that is done with it in the audit
    trail. It ends with the session at home and cannot be refreshed: exchange again. API tokens, and
    tokens that were exchanged themselves, are refused with `permission_missing`; an organization
    that is unknown, one's own, or has granted nothing with `support_access_not_granted`.
    """
    return await service.exchange(reading, access, wanted.domain)
