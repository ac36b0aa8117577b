"""Which orders a request reaches: read or changed, everyone's or only the technician's own."""

from typing import Annotated, Any
from uuid import UUID

from app.core.access import acting, existing
from app.core.database import TenantSession
from app.core.errors import NotFound
from app.core.reading import Json, Reading, one
from app.orders.models import Order
from app.orders.reads import IS_VISIBLE, ORDER
from app.orders.service import visible

CanRead = Annotated[Reading, acting("orders:read")]
CanWrite = Annotated[TenantSession, acting("orders:write")]
CanExecute = Annotated[TenantSession, acting("orders:execute")]
CanLead = Annotated[TenantSession, acting("orders:lead")]
#: The order in the path, for whoever leads, for the office and for the technician.
LedOrder = Annotated[Order, existing(Order, "orders:lead", visible=visible)]
TheOrder = Annotated[Order, existing(Order, "orders:write", visible=visible)]
TheJob = Annotated[Order, existing(Order, "orders:execute", visible=visible)]


def sight(reading: Reading) -> dict[str, Any]:
    """What the reader may see, for the statements on one order."""
    actor = reading.actor
    return {"sees_all": actor.may("orders:all"), "actor_id": actor.person_id}


async def require_visible(reading: Reading, order_id: UUID) -> None:
    """404 unless the order is there for this reader."""
    if await reading.row(IS_VISIBLE, id=order_id, **sight(reading)) is None:
        raise NotFound


async def card(session: TenantSession, order: Order, **options: Any) -> Json:
    """Answer with the order as it stands after a change."""
    return await one(session, ORDER, id=order.id, sees_all=True, actor_id=None, **options)
