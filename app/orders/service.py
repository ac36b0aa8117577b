"""Orders: opening, updating, reopening, cloning and cancelling."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, update

from app.catalog.models import Category, CodeKind
from app.catalog.service import require_category, require_code
from app.core.data.counters import next_number
from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.http.listing import text_config
from app.core.values.clock import now
from app.core.values.errors import InvalidTransition
from app.core.values.ids import new_id
from app.core.values.wire import apply
from app.customers.contracts.service import require_contract
from app.customers.models import Customer
from app.customers.service import require_customer
from app.customers.sites.service import require_site
from app.orders.events import (
    OrderCancelled,
    OrderCloned,
    OrderFollowedUp,
    OrderOpened,
    OrderUpdated,
)
from app.orders.lifecycle.service import COMMANDS, ReverseMovementsFirst, check
from app.orders.line_items.service import line_items_of, replace_line_items
from app.orders.models import Order, OrderStatus
from app.orders.scheduling.service import current_visit, release_helpers
from app.orders.schemas import OrderClone, OrderCreate, OrderReopen, OrderUpdate
from app.orders.time_tracking.service import switch_segment
from app.orders.visits.models import UNDER_WAY, VisitStatus
from app.organizations.service import organization_of
from app.schedules import service as schedules

#: What an order that comes from another keeps of it.
_KEPT = ("customer_id", "site_id", "problem_code_id", "contract_id")


async def create_order(session: TenantSession, new: OrderCreate, **origin: UUID) -> Order:
    """Open an order for a customer's site. 422 for an unknown customer, site or problem.

    `origin`: the column that says where it comes from (`follow_up_of_id`, `cloned_from_id`,
    `quote_id`). What a quote promised is done even if the catalogue offers it no longer.
    """
    customer = await require_customer(session, new.customer_id)
    await require_site(session, customer.id, new.site_id)
    await require_code(session, new.problem_code_id, CodeKind.PROBLEM, "problem_code_id")
    if new.contract_id is not None:
        await require_contract(session, customer.id, new.contract_id)
    if new.category_id is not None:
        await require_category(session, new.category_id)
    zone = ZoneInfo((await organization_of(session)).zone)
    opened_at = now()
    number = await next_number(session, "orders")
    protocol = f"{opened_at.astimezone(zone).year}{number:06}"
    order = Order(
        **new.model_dump(exclude={"id", "services"}),
        **origin,
        id=new.id or new_id(),
        number=number,
        protocol=protocol,
        opened_at=opened_at,
        search_vector=_searched(protocol, new.title, customer.name),
    )
    order.derive_status(None)
    session.add(order)
    await session.flush()
    await replace_line_items(session, order, new.services, archived_too="quote_id" in origin)
    announce(session, OrderOpened(order_id=order.id))
    return order


async def reopen_order(session: TenantSession, order: Order, wanted: OrderReopen) -> Order:
    """Take up the matter of a closed order in a new one: what was signed stays as it is."""
    if order.status is not OrderStatus.CLOSED:
        raise InvalidTransition(order.status, COMMANDS[order.status])
    follow_up = await create_order(
        session,
        OrderCreate(
            id=wanted.id,
            **await _in_common(session, order)
            | ({"problem_code_id": wanted.problem_code_id} if wanted.problem_code_id else {}),
            title=wanted.title or order.title,
            description=wanted.reason,
            priority=wanted.priority or order.priority,
        ),
        follow_up_of_id=order.id,
    )
    announce(
        session,
        OrderFollowedUp(order_id=order.id, follow_up_id=follow_up.id, protocol=follow_up.protocol),
    )
    return follow_up


async def _in_common(session: TenantSession, order: Order) -> dict[str, UUID | None]:
    """Fields that a copy takes over from its order, without a category that is archived."""
    category = order.category_id and await session.fetch(Category, order.category_id)
    return {
        **{name: getattr(order, name) for name in _KEPT},
        "category_id": category.id if category and category.active else None,
    }


async def clone_order(session: TenantSession, order: Order, wanted: OrderClone) -> Order:
    """Open the same order again: another month, another filter to be cleaned."""
    clone = await create_order(
        session,
        OrderCreate(
            id=wanted.id,
            **await _in_common(session, order),
            title=wanted.title or order.title,
            description=wanted.description or order.description,
            priority=wanted.priority or order.priority,
            services=await line_items_of(session, order),
        ),
        cloned_from_id=order.id,
    )
    announce(session, OrderCloned(order_id=order.id, clone_id=clone.id, protocol=clone.protocol))
    return clone


async def update_order(session: TenantSession, order: Order, change: OrderUpdate) -> None:
    """Change what describes the order; a signed one stays as it is."""
    check(order, "update")
    wanted = {k: v for k, v in change.changes().items() if getattr(order, k) != v}
    if "site_id" in wanted:
        await require_site(session, order.customer_id, wanted["site_id"])
    if wanted.get("contract_id") is not None:
        await require_contract(session, order.customer_id, wanted["contract_id"])
    if wanted.get("category_id") is not None:
        await require_category(session, wanted["category_id"])
    if "problem_code_id" in wanted:
        code_id = wanted["problem_code_id"]
        await require_code(session, code_id, CodeKind.PROBLEM, "problem_code_id")
    apply(order, wanted)
    if "title" in wanted:
        customer = await session.fetch(Customer, order.customer_id)
        order.search_vector = _searched(order.protocol, order.title, customer.name)
    if wanted:
        announce(session, OrderUpdated(order_id=order.id, fields=sorted(wanted)))


async def cancel_order(session: TenantSession, order: Order, reason: str) -> None:
    """Cancel what is not done; the technician's slot is free again."""
    check(order, "cancel")
    if order.materials_count:
        raise ReverseMovementsFirst
    moment = now()
    visit = await session.scalar(current_visit(order))
    if visit is not None:
        if visit.status in UNDER_WAY:
            await switch_segment(session, visit, None, moment)
            visit.finished_at = moment
            await schedules.end_at(session, visit.booking_id, moment)
        else:
            await schedules.release(session, visit.booking_id)
        await release_helpers(session, visit, released=visit.status not in UNDER_WAY)
        visit.status = VisitStatus.CANCELLED
    order.cancelled_at, order.cancel_reason = moment, reason
    order.derive_status(visit)
    announce(session, OrderCancelled(order_id=order.id, reason=reason))


async def follow_customer(session: TenantSession, customer_id: UUID, into: Customer) -> None:
    """Let the orders of a customer be those of another, and be found by that one's name.

    Of a customer that was renamed, the other is the same.
    """
    words = Order.protocol + " " + Order.title + " " + into.name
    await session.execute(
        update(Order)
        .where(Order.organization_id == into.organization_id, Order.customer_id == customer_id)
        .values(
            customer_id=into.id,
            search_vector=func.to_tsvector(text_config("chamado_names"), words),
        )
        .execution_options(synchronize_session=False)
    )


def _searched(protocol: str, title: str, customer_name: str) -> Any:
    words = f"{protocol} {title} {customer_name}"
    return func.to_tsvector(text_config("chamado_names"), words)
