"""Visibility of orders, and the row that a path names."""

from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import Boolean, Select, and_, any_, bindparam, exists, func, or_, select

from app.core.data.database import TenantSession
from app.core.data.reading import Reading
from app.core.data.statements import prepared
from app.core.http.access import acting, existing
from app.core.security.actors import Actor
from app.core.values.errors import NotFound
from app.orders.models import Order
from app.orders.visits.models import VisitHelper

COMES_ALONG = Order.id == any_(
    func.array(
        select(VisitHelper.order_id)
        .where(
            VisitHelper.organization_id == bindparam("organization_id"),
            VisitHelper.person_id == bindparam("actor_id", type_=VisitHelper.person_id.type),
        )
        .scalar_subquery()
    )
)
#: The orders that somebody without `orders:all` sees: those whose visit is theirs.
OWN_ORDERS = Order.technician_id == bindparam("actor_id", type_=Order.technician_id.type)

THE_ORDER = and_(
    Order.organization_id == bindparam("organization_id"),
    Order.id == bindparam("id"),
    or_(bindparam("sees_all", type_=Boolean), OWN_ORDERS, COMES_ALONG),
)
#: Whether the order is there for this reader at all.
IS_VISIBLE = prepared(select(Order.id).where(THE_ORDER))


def visible(actor: Actor) -> Select[Any]:
    """All orders, or for technicians those whose visit is theirs or to which they come along."""
    orders = select(Order)
    if actor.may("orders:all"):
        return orders
    comes_along = exists().where(
        VisitHelper.organization_id == Order.organization_id,
        VisitHelper.order_id == Order.id,
        VisitHelper.person_id == actor.person_id,
    )
    return orders.where(or_(Order.technician_id == actor.person_id, comes_along))


CanRead = Annotated[Reading, acting("orders:read")]
CanWrite = Annotated[TenantSession, acting("orders:write")]
CanExecute = Annotated[TenantSession, acting("orders:execute")]
CanLead = Annotated[TenantSession, acting("orders:lead")]
#: The order in the path, for whoever leads, for the office and for the technician.
LedOrder = Annotated[Order, existing(Order, "orders:lead", visible=visible)]
TheOrder = Annotated[Order, existing(Order, "orders:write", visible=visible)]
TheJob = Annotated[Order, existing(Order, "orders:execute", visible=visible)]


def visibility_of(reading: Reading) -> dict[str, Any]:
    """What the reader may see, for the statements on one order."""
    actor = reading.actor
    return {"sees_all": actor.may("orders:all"), "actor_id": actor.person_id}


async def require_visible(reading: Reading, order_id: UUID) -> None:
    """404 unless the order is there for this reader."""
    if await reading.row(IS_VISIBLE, id=order_id, **visibility_of(reading)) is None:
        raise NotFound
