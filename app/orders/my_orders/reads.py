"""Statements of a technician's own list of orders."""

from sqlalchemy import and_, bindparam, func, select

from app.core.data.statements import prepared
from app.orders.models import Order, OrderPriority
from app.orders.visibility import COMES_ALONG, OWN_ORDERS

_OPEN = and_(Order.closed_at.is_(None), Order.cancelled_at.is_(None))
#: What a technician has to do: by whether it is as a helper. Two lists, because each follows an
#: index of its own; one list of both would be sorted anew each time.
TO_DO = {False: and_(_OPEN, OWN_ORDERS), True: and_(_OPEN, COMES_ALONG)}
COUNT_TO_DO = {
    as_helper: prepared(
        select(
            func.count().label("total"),
            func.count().filter(Order.priority == OrderPriority.URGENT.value).label("urgent_total"),
        ).where(Order.organization_id == bindparam("organization_id"), mine)
    )
    for as_helper, mine in TO_DO.items()
}
