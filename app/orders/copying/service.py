"""Copies of an order: the follow-up of a closed one, and the clone of any."""

from typing import Any
from uuid import UUID

from app.catalog.models import Category
from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.errors import InvalidTransition
from app.orders.copying.carrying import AGREED, KEPT, carry
from app.orders.events import OrderCloned, OrderFollowedUp
from app.orders.lifecycle.service import COMMANDS
from app.orders.models import Order, OrderStatus
from app.orders.schemas import OrderClone, OrderCreate, OrderReopen
from app.orders.service import create_order


async def reopen_order(session: TenantSession, order: Order, wanted: OrderReopen) -> Order:
    """Take up the matter of a closed order in a new one: what was signed stays as it is."""
    if order.status is not OrderStatus.CLOSED:
        raise InvalidTransition(order.status, COMMANDS[order.status])
    follow_up = await _copy(
        session,
        order,
        id=wanted.id,
        problem_code_id=wanted.problem_code_id,
        title=wanted.title,
        description=wanted.reason,
        priority=wanted.priority,
        origin="follow_up_of_id",
    )
    announce(
        session,
        OrderFollowedUp(order_id=order.id, follow_up_id=follow_up.id, protocol=follow_up.protocol),
    )
    return follow_up


async def clone_order(session: TenantSession, order: Order, wanted: OrderClone) -> Order:
    """Open the same order again: another month, another filter to be cleaned."""
    clone = await _copy(session, order, **wanted.model_dump(), origin="cloned_from_id")
    announce(session, OrderCloned(order_id=order.id, clone_id=clone.id, protocol=clone.protocol))
    return clone


async def _copy(session: TenantSession, order: Order, *, origin: str, **other: Any) -> Order:
    """Open an order like this one, except for the fields of it that `other` names and gives."""
    named = {name: getattr(order, name) for name in (*KEPT, "title", "description", "priority")}
    named |= {"category_id": await _offered_category(session, order)}
    named |= {name: value for name, value in other.items() if value is not None}
    agreed = {name: getattr(order, name) for name in AGREED}
    copy = await create_order(session, OrderCreate(**named), **{origin: order.id}, **agreed)
    await carry(session, order, copy)
    return copy


async def _offered_category(session: TenantSession, order: Order) -> UUID | None:
    """The category of an order, unless it is archived."""
    category = order.category_id and await session.fetch(Category, order.category_id)
    return category.id if category and category.active else None
