"""`/v1/orders`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from app.audit.timeline.schemas import Timeline
from app.audit.timeline.service import timeline_of
from app.catalog.service import UnknownCode
from app.core.data.reading import Json, one
from app.core.http.listing import Page
from app.core.http.problems import request_notation
from app.core.http.routing import Route
from app.core.values.errors import InvalidTransition, UnknownReference, refuses
from app.customers.contracts.service import ContractAlreadyCancelled
from app.orders import schemas, service
from app.orders.copying import service as copying
from app.orders.detail import schemas as detail_schemas
from app.orders.detail.reads import ORDER_DETAIL
from app.orders.lifecycle.service import (
    OrderAlreadyCancelled,
    OrderAlreadyClosed,
    ReverseMovementsFirst,
)
from app.orders.reads import IS_SCHEDULED, NARROWED_BY, ORDERS, answer_with
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
    """List service orders.

    Orders by the time at which they were opened, newest first, unless `sort` says otherwise; closed
    and cancelled ones are included. `q` searches number, title and description, and customers,
    contacts and contracts. A day of the board is `sort=starts_at` with `starts_after` and
    `starts_before`; what was never scheduled comes after all others. By `priority`, the most urgent
    come first. Whoever has the permission `orders:all` sees all orders; a
    technician sees those of their visits and those they help with. Use `updated_since` to keep a
    copy up to date, and `listMyOrders` for what a technician has to do.
    """
    given = {n: v for n in NARROWED_BY if (v := getattr(query, n)) is not None}
    where = [NARROWED_BY[name] for name in given]
    if query.starts_after or query.starts_before:
        where.append(IS_SCHEDULED)
    return await ORDERS.page(reading, query, *where, **given)


@router.post(
    "",
    operation_id="createOrder",
    status_code=201,
    response_model=schemas.Order,
    responses=refuses(UnknownReference, UnknownCode, ContractAlreadyCancelled),
)
async def create_order(session: CanWrite, new: schemas.OrderCreate) -> Json:
    """Create a service order for a customer's site.

    Opens the order with a number and a protocol of its own; it has no technician and no date until
    `scheduleOrder`. Price, duration and closing policy of each service are copied from the catalog.
    An order at a site with an outage is linked to that incident afterwards, and a customer with an
    e-mail address is told by mail. Recorded as the event `order.opened`.

    Refused with `unknown_reference` when customer, site, contract, category or a service does not
    exist, when site or contract belongs to another customer, and when category or service is
    archived. Refused with `unknown_code` when the problem is no active code of the kind `problem`,
    and with `validation_failed` when the customer was merged into another, a service is named
    twice, or the contract is for another site. Refused with `contract_already_cancelled` when the
    contract was cancelled, unless `confirm` is true.
    """
    order = await service.create_order(session, new)
    return await answer_with(session, order, status=201, location=f"/v1/orders/{order.id}")


@router.patch(
    "/{order_id}",
    operation_id="updateOrder",
    response_model=schemas.Order,
    responses=refuses(
        *(OrderAlreadyClosed, OrderAlreadyCancelled, UnknownReference, UnknownCode),
        ContractAlreadyCancelled,
    ),
)
async def update_order(session: CanWrite, order: TheOrder, change: schemas.OrderUpdate) -> Json:
    """Update what describes a service order.

    Changes title, description, priority, site, problem, contract and category, until the order is
    closed or cancelled. The customer cannot be changed. Lines, visit and status have operations of
    their own: `replaceOrderLines`, `scheduleOrder` and the commands. Recorded as the event
    `order.updated` when something has changed.

    Refused with `order_already_closed` or `order_already_cancelled` when the order is over. Refused
    with `unknown_reference` when site or contract is not the customer's or the category is not
    offered, and with `unknown_code` when the problem is no active code of the kind `problem`.
    Refused with `validation_failed` when the contract is for another site, and with
    `contract_already_cancelled` when it was cancelled, unless `confirm` is true.
    """
    await service.update_order(session, order, change)
    return await answer_with(session, order)


@router.post(
    "/{order_id}/cancel",
    operation_id="cancelOrder",
    response_model=schemas.Order,
    responses=refuses(ReverseMovementsFirst, OrderAlreadyClosed, OrderAlreadyCancelled),
)
async def cancel_order(session: CanWrite, order: TheOrder, given: schemas.OrderCancel) -> Json:
    """Cancel a service order.

    The order is over without the work being done, and cannot be reopened. The technician and the
    helpers are free again: a visit that has not begun leaves the agenda, and one under way ends
    now. Afterwards the technician is notified with the reason, and a ticket that waits for the
    order is open again. Recorded as the event `order.cancelled`.

    Refused with `reverse_movements_first` while material is in use (`reverseOrderMaterial`), and
    with `order_already_closed` or `order_already_cancelled` when the order is over.
    """
    await service.cancel_order(session, order, given.reason)
    return await answer_with(session, order)


@router.post(
    "/{order_id}/reopen",
    operation_id="reopenOrder",
    status_code=201,
    response_model=schemas.Order,
    responses=refuses(InvalidTransition, UnknownCode),
)
async def reopen_order(session: CanLead, order: LedOrder, wanted: schemas.OrderReopen) -> Json:
    """Reopen a closed service order as a follow-up order.

    What was signed stays as it is: the work goes on in a new order, which is the answer. Customer,
    site, contract and category are copied; title, problem and priority too unless others are given.
    Lines, discount and closing policy are copied as they were agreed, to the cent, and can be
    changed (`replaceOrderLines`), such as when the work is not billed again. The reason becomes the
    description. If the closed order was raised from a ticket, that ticket waits for the follow-up
    order too, unless it is over.

    Refused with `invalid_transition` unless the order is closed, and with `unknown_code` when its
    problem is archived and no other is given.
    """
    follow_up = await copying.reopen_order(session, order, wanted)
    return await answer_with(session, follow_up, status=201, location=f"/v1/orders/{follow_up.id}")


@router.get("/{order_id}/timeline", operation_id="listOrderTimeline", response_model=Timeline)
async def list_order_timeline(request: Request, reading: CanRead, order_id: UUID) -> Timeline:
    """List what happened to a service order.

    The events of the order in the order in which they happened, each with time, person and a label
    in the language of the caller; the first 500, without pages. Changes, visits, photos, material
    and each look at the connection secret are in it. A technician finds the orders of their visits
    and those they help with.
    """
    await require_visible(reading, order_id)
    return await timeline_of(reading, "order", order_id, request_notation(request))


@router.get("/{order_id}", operation_id="getOrder", response_model=detail_schemas.OrderDetail)
async def get_order(reading: CanRead, order_id: UUID) -> Json:
    """Get a service order.

    The order as a list shows it and, beyond that, helpers, the lines that it bills with their
    totals, expenses, closing policy, number of photos, contract and the equipment at the site. A
    technician finds the orders of their visits and those they help with. Photos, materials,
    comments, expenses and visits have lists of their own.
    """
    return await one(reading, ORDER_DETAIL, id=order_id)


@router.post(
    "/{order_id}/clone",
    operation_id="cloneOrder",
    status_code=201,
    response_model=schemas.Order,
    responses=refuses(UnknownReference, UnknownCode),
)
async def clone_order(session: CanWrite, order: TheOrder, wanted: schemas.OrderClone) -> Json:
    """Clone a service order.

    Opens a new order for the same customer and site, with the same problem, contract and category,
    such as for work that comes back each month; the new order is the answer. Lines, discount and
    closing policy are copied as they were agreed, to the cent; a category that is archived is left
    out. Visits, photos, material and expenses are not copied. The original is not changed and may
    be in any status. If it was raised from a ticket that is not over, that ticket waits for the
    clone too.

    Refused with `unknown_code` when the problem of the original is archived.
    """
    clone = await copying.clone_order(session, order, wanted)
    return await answer_with(session, clone, status=201, location=f"/v1/orders/{clone.id}")
