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
from app.orders import schemas as orders_schemas
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
    response_model=orders_schemas.Order,
    responses=refuses(
        PermissionMissing, InvalidTransition, UnknownReference, UnknownCode, TicketWasMerged
    ),
)
async def create_order_from_ticket(
    session: CanWork, ticket: TheTicket, new: schemas.TicketOrderCreate
) -> Json:
    """Raise a service order from a ticket.

    Opens an order for the ticket's customer and site; title, description and priority come from
    the ticket unless they are sent. If exactly one contract at the site is not cancelled, the
    order gets it. The ticket moves to `on_hold` and waits; what happens with the visits is
    shown in its timeline. When the order is closed, its outcome becomes a reply draft or solves
    the ticket, as the desk's `order_outcome` says.

    Needs the permission `orders:write` besides (`permission_missing`). Refuses a solved or
    closed ticket (`invalid_transition`), a merged one (`ticket_merged`), a ticket without
    customer or site (`validation_failed`), a site of another customer (`unknown_reference`),
    and a problem code that is archived or of another kind (`unknown_code`).
    """
    order = await raise_order(session, ticket, new)
    return await one(
        session,
        ORDER.whole,
        id=order.id,
        status=201,
        location=f"/v1/orders/{order.id}",
    )
