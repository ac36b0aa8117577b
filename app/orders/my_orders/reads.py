"""Statements of a technician's own list of orders."""

from sqlalchemy import and_, bindparam, func, select

from app.core.data.statements import prepared
from app.core.http.listing import Listing
from app.orders.models import Order, OrderPriority
from app.orders.reads import ORDER_ROWS
from app.orders.visibility import HELPER, RESPONSIBLE

_OPEN = and_(Order.closed_at.is_(None), Order.cancelled_at.is_(None))
#: What a technician has to do, by the role in it.
TO_DO = {"responsible": and_(_OPEN, RESPONSIBLE), "helper": and_(_OPEN, HELPER)}
#: Each role is an alternative of what technicians see: nothing else narrows these lists.
MY_ORDERS = Listing(ORDER_ROWS, Order, search="prefixes")
COUNT_TO_DO = {
    role: prepared(
        select(
            func.count().label("total_count"),
            func.count().filter(Order.priority == OrderPriority.URGENT.value).label("urgent_count"),
        ).where(Order.organization_id == bindparam("organization_id"), mine)
    )
    for role, mine in TO_DO.items()
}
