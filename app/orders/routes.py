"""`/v1/orders`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from app.audit.timeline.schemas import Timeline
from app.audit.timeline.service import timeline_of
from app.catalog.service import UnknownCode
from app.core.data.reading import Json, one
from app.core.http.listing import Page
from app.core.http.problems import request_locale
from app.core.http.routing import Route
from app.core.values.errors import InvalidTransition, UnknownReference, refuses
from app.orders import schemas, service
from app.orders.detail import schemas as work_schemas
from app.orders.detail.reads import ORDER_DETAIL
from app.orders.lifecycle.service import (
    OrderAlreadyCancelled,
    OrderAlreadyClosed,
    ReverseMovementsFirst,
)
from app.orders.reads import ORDERS, card
from app.orders.visibility import (
    CanLead,
    CanRead,
    CanWrite,
    LedOrder,
    TheOrder,
    require_visible,
)

router = APIRouter(prefix="/orders", tags=["orders"], route_class=Route)


@router.get("", operation_id="listOrders", response_model=Page[schemas.Order])
async def list_orders(reading: CanRead, query: Annotated[schemas.OrderQuery, Query()]) -> Json:
    """Service orders; technicians see those whose visit is theirs or to which they come along."""
    return await ORDERS.page(reading, query)


@router.post(
    "",
    operation_id="createOrder",
    status_code=201,
    response_model=schemas.Order,
    responses=refuses(UnknownReference, UnknownCode),
)
async def create_order(session: CanWrite, new: schemas.OrderCreate) -> Json:
    """Open a service order for a customer's site."""
    order = await service.create_order(session, new)
    return await card(session, order, status=201, location=f"/v1/orders/{order.id}")


@router.patch(
    "/{order_id}",
    operation_id="updateOrder",
    response_model=schemas.Order,
    responses=refuses(OrderAlreadyClosed, OrderAlreadyCancelled, UnknownReference, UnknownCode),
)
async def update_order(session: CanWrite, order: TheOrder, change: schemas.OrderUpdate) -> Json:
    """Change what describes an order, until it is closed."""
    await service.update_order(session, order, change)
    return await card(session, order)


@router.post(
    "/{order_id}/cancel",
    operation_id="cancelOrder",
    response_model=schemas.Order,
    responses=refuses(ReverseMovementsFirst, OrderAlreadyClosed, OrderAlreadyCancelled),
)
async def cancel_order(session: CanWrite, order: TheOrder, given: schemas.OrderCancel) -> Json:
    """Cancel an order; the technician's slot is free again."""
    await service.cancel_order(session, order, given.reason)
    return await card(session, order)


@router.post(
    "/{order_id}/reopen",
    operation_id="reopenOrder",
    status_code=201,
    response_model=schemas.Order,
    responses=refuses(InvalidTransition, UnknownCode),
)
async def reopen_order(session: CanLead, order: LedOrder, wanted: schemas.OrderReopen) -> Json:
    """Take up the matter of a closed order again; answers the new order that does so."""
    follow_up = await service.reopen_order(session, order, wanted)
    return await card(session, follow_up, status=201, location=f"/v1/orders/{follow_up.id}")


@router.get("/{order_id}/timeline", operation_id="listOrderTimeline", response_model=Timeline)
async def list_order_timeline(request: Request, reading: CanRead, order_id: UUID) -> Timeline:
    """What happened to the order: who, when, what."""
    await require_visible(reading, order_id)
    return await timeline_of(reading, "order", order_id, request_locale(request))


@router.get("/{order_id}", operation_id="getOrder", response_model=work_schemas.OrderDetail)
async def get_order(reading: CanRead, order_id: UUID) -> Json:
    """One order with everything that the operation screen shows: its technical side, too."""
    return await one(reading, ORDER_DETAIL, id=order_id)


@router.post(
    "/{order_id}/clone",
    operation_id="cloneOrder",
    status_code=201,
    response_model=schemas.Order,
    responses=refuses(UnknownReference, UnknownCode),
)
async def clone_order(session: CanWrite, order: TheOrder, wanted: schemas.OrderClone) -> Json:
    """Open the same order again, for the same customer and site and with the same services."""
    clone = await service.clone_order(session, order, wanted)
    return await card(session, clone, status=201, location=f"/v1/orders/{clone.id}")
