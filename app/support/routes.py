"""`/v1/auth/exchange`: token exchange."""

from typing import Annotated

from fastapi import APIRouter

from app.core.data.reading import Reading
from app.core.http.access import PublicAccess, acting, public_access, spend
from app.core.http.routing import Route
from app.core.values.errors import refuses
from app.support import schemas, service
from app.support.service import SupportAccessNotGranted

router = APIRouter(prefix="/auth", tags=["auth"], route_class=Route)

#: Nothing is changed at home, and two organizations are never in one transaction.
CanRead = Annotated[Reading, acting("me:read")]
Outside = Annotated[PublicAccess, public_access()]


@router.post(
    "/exchange",
    operation_id="exchangeToken",
    response_model=schemas.ExchangedToken,
    responses=refuses(SupportAccessNotGranted),
)
async def exchange_token(
    reading: CanRead, access: Outside, wanted: schemas.TokenExchange
) -> schemas.ExchangedToken:
    """Act in another organization: as a requester at the platform's desk, or where one is let in.

    The token says for whom it was made (`act`, RFC 8693), and so does everything done with it. It
    ends with the session at home, and cannot be refreshed: exchange again.
    """
    await spend(access.request, "sign_in_address", access.address, exactly=True)
    return await service.exchange(reading, access, wanted.domain)
