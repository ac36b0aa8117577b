"""Visibility of orders, and the row that a path names."""

from typing import Annotated
from uuid import UUID

from sqlalchemy import any_, bindparam, func, select

from app.core.data.database import TenantSession
from app.core.data.reading import Reading
from app.core.data.visibility import ACTOR, Visibility
from app.core.http.access import acting, existing
from app.core.values.errors import NotFound
from app.files.visibility import attach_visibility
from app.orders.expenses.models import OrderExpense
from app.orders.models import Order
from app.orders.photos.models import OrderPhoto
from app.orders.visits.models import VisitHelper

#: Somebody's own visit.
RESPONSIBLE = Order.technician_id == ACTOR
#: Where somebody comes along to help. An array that is found first: then the key is followed.
HELPER = Order.id == any_(
    func.array(
        select(VisitHelper.order_id)
        .where(
            VisitHelper.organization_id
            == bindparam("organization_id", type_=VisitHelper.organization_id.type),
            VisitHelper.person_id == ACTOR,
        )
        .scalar_subquery()
    )
)
#: All orders, or for technicians those whose visit is theirs or to which they come along.
ORDER_VISIBILITY = Visibility(
    Order, (RESPONSIBLE, HELPER), everything="orders:all", read="orders:read"
)
#: What belongs to an order is visible where the order is.
PHOTO_VISIBILITY = ORDER_VISIBILITY.below(OrderPhoto, OrderPhoto.order_id)
EXPENSE_VISIBILITY = ORDER_VISIBILITY.below(OrderExpense, OrderExpense.order_id)
attach_visibility(ORDER_VISIBILITY, Order.report_file_id)
attach_visibility(PHOTO_VISIBILITY, OrderPhoto.file_id)
attach_visibility(EXPENSE_VISIBILITY, OrderExpense.file_id)
_EXISTS = ORDER_VISIBILITY.read_by_id(select(Order.id))

CanRead = Annotated[Reading, acting("orders:read")]
CanWrite = Annotated[TenantSession, acting("orders:write")]
CanExecute = Annotated[TenantSession, acting("orders:execute")]
CanLead = Annotated[TenantSession, acting("orders:lead")]
#: The order in the path, for whoever leads, for the office and for the technician.
LedOrder = Annotated[Order, existing(Order, "orders:lead", visibility=ORDER_VISIBILITY)]
TheOrder = Annotated[Order, existing(Order, "orders:write", visibility=ORDER_VISIBILITY)]
AssignedOrder = Annotated[Order, existing(Order, "orders:execute", visibility=ORDER_VISIBILITY)]


async def require_visible(reading: Reading, order_id: UUID) -> None:
    """404 unless the order is there for this reader."""
    if await reading.row(_EXISTS, id=order_id) is None:
        raise NotFound
