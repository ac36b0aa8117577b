"""`/v1/orders`: what the office does."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request

from app.catalog.service import UnknownCode
from app.core.errors import InvalidTransition, UnknownReference, refuses
from app.core.listing import Page
from app.core.problems import request_locale
from app.core.routing import Route
from app.orders import scheduling, schemas, service
from app.orders.access import (
    CanLead,
    CanRead,
    CanWrite,
    LedOrder,
    TheOrder,
    card,
    require_visible,
)
from app.orders.lifecycle import (
    MaxAttempts,
    OrderCancelled,
    OrderClosed,
    ReverseMovementsFirst,
)
from app.orders.reads import ORDERS, OWN_ORDERS
from app.people.timeline import Timeline, timeline_of
from app.schedules.service import TechnicianOverlap

router = APIRouter(prefix="/orders", tags=["orders"], route_class=Route)


@router.get("", operation_id="listOrders", response_model=Page[schemas.Order])
async def list_orders(reading: CanRead, query: Annotated[schemas.OrderQuery, Query()]) -> Any:
    """Service orders; technicians see those whose visit is theirs."""
    if reading.actor.may("orders:all"):
        return await ORDERS.page(reading, query)
    return await ORDERS.page(reading, query, OWN_ORDERS, actor_id=reading.actor.person_id)


@router.post(
    "",
    operation_id="createOrder",
    status_code=201,
    response_model=schemas.Order,
    responses=refuses(UnknownReference, UnknownCode),
)
async def create_order(session: CanWrite, new: schemas.OrderCreate) -> Any:
    """Open a service order for a customer's site."""
    order = await service.open_order(session, new)
    return await card(session, order, status=201, location=f"/v1/orders/{order.id}")


@router.patch(
    "/{order_id}",
    operation_id="updateOrder",
    response_model=schemas.Order,
    responses=refuses(OrderClosed, OrderCancelled, UnknownReference, UnknownCode),
)
async def update_order(session: CanWrite, order: TheOrder, change: schemas.OrderUpdate) -> Any:
    """Change what describes an order, until it is closed."""
    await service.change_order(session, order, change)
    return await card(session, order)


@router.post(
    "/{order_id}/schedule",
    operation_id="scheduleOrder",
    status_code=201,
    response_model=schemas.Order,
    responses=refuses(
        TechnicianOverlap,
        MaxAttempts,
        InvalidTransition,
        OrderClosed,
        OrderCancelled,
        UnknownReference,
    )
    | {200: {"model": schemas.Order, "description": "Rescheduled: the earlier slot is free."}},
)
async def schedule_order(session: CanWrite, order: TheOrder, wanted: schemas.OrderSchedule) -> Any:
    """Give the order to a technician at a time; 201 for the first visit, 200 for another."""
    is_first = await scheduling.schedule_visit(session, order, wanted)
    location = f"/v1/orders/{order.id}" if is_first else ""
    return await card(session, order, status=201 if is_first else 200, location=location)


@router.post(
    "/{order_id}/cancel",
    operation_id="cancelOrder",
    response_model=schemas.Order,
    responses=refuses(ReverseMovementsFirst, OrderClosed, OrderCancelled),
)
async def cancel_order(session: CanWrite, order: TheOrder, given: schemas.OrderCancel) -> Any:
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
async def reopen_order(session: CanLead, order: LedOrder, wanted: schemas.OrderReopen) -> Any:
    """Take up the matter of a closed order again; answers the new order that does so."""
    follow_up = await service.reopen_order(session, order, wanted)
    return await card(session, follow_up, status=201, location=f"/v1/orders/{follow_up.id}")


@router.get("/{order_id}/timeline", operation_id="listOrderTimeline", response_model=Timeline)
async def list_order_timeline(request: Request, reading: CanRead, order_id: UUID) -> Timeline:
    """What happened to the order: who, when, what."""
    await require_visible(reading, order_id)
    return await timeline_of(reading, "order", order_id, request_locale(request))
