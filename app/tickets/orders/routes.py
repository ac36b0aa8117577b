"""`POST /v1/tickets/{ticket_id}/orders`"""

from fastapi import APIRouter

from app.catalog.service import UnknownCode
from app.core.data.reading import Json, one
from app.core.http.routing import Route
from app.core.values.errors import (
    InvalidTransition,
    PermissionMissing,
    UnknownReference,
    refuses,
)
from app.orders import schemas as orders
from app.orders.reads import ORDER
from app.tickets.models import TicketWasMerged
from app.tickets.orders import schemas
from app.tickets.orders.service import raise_order
from app.tickets.visibility import CanWork, TheTicket

router = APIRouter(tags=["tickets"], route_class=Route)


@router.post(
    "/tickets/{ticket_id}/orders",
    operation_id="createTicketOrder",
    status_code=201,
    response_model=orders.Order,
    responses=refuses(
        PermissionMissing, InvalidTransition, UnknownReference, UnknownCode, TicketWasMerged
    ),
)
async def create_order_from_ticket(
    session: CanWork, ticket: TheTicket, new: schemas.TicketOrderCreate
) -> Json:
    """Send a technician: the order takes over what the ticket knows; the ticket waits for it."""
    order = await raise_order(session, ticket, new)
    return await one(
        session,
        ORDER.whole,
        id=order.id,
        status=201,
        location=f"/v1/orders/{order.id}",
    )
