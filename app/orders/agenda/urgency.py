"""Urgency of orders that wait for a visit: the order in which they are listed, and the reasons."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, case, cast, extract, literal_column
from sqlalchemy.sql.elements import ColumnElement

from app.orders.models import Order, OrderPriority, OrderStatus

#: An order that waits for longer does so for too long.
LONG_WAIT = timedelta(days=7)
_EPOCH = "1970-01-01 00:00:00+00"
#: More microseconds than there are until the year 5000.
_CLASS = "100000000000000000::bigint"
_FIRST = (OrderPriority.URGENT, OrderPriority.HIGH, OrderPriority.NORMAL)


class UrgencyReason(StrEnum):
    """Why an order that waits for a visit is urgent.

    - `urgent_priority`: its priority is `urgent`.
    - `high_priority`: its priority is `high`.
    - `failed_visit`: somebody went there in vain, and the customer waits for another date.
    - `long_wait`: it was opened more than a week ago.
    """

    URGENT_PRIORITY = "urgent_priority"
    HIGH_PRIORITY = "high_priority"
    FAILED_VISIT = "failed_visit"
    LONG_WAIT = "long_wait"


#: Orders without a visit that counts. Written out, as the index of these orders has it.
UNSCHEDULED = Order.status.in_(
    [literal_column(f"'{each}'") for each in (OrderStatus.OPEN, OrderStatus.AWAITING_RESCHEDULE)]
)


def urgency(order: Any) -> ColumnElement[Any]:
    """The smaller, the more urgent: by priority, then after a failed visit, then by age.

    One number, as the index `orders_unscheduled_idx` holds it: eight classes, and in each of them
    the microseconds from 1970 to the opening.
    """
    priority = case(
        *(
            (order.priority == literal_column(f"'{each}'"), literal_column(str(place)))
            for place, each in enumerate(_FIRST)
        ),
        else_=literal_column(str(len(_FIRST))),
    )
    was_in_vain = case(
        (order.failed_visits > literal_column("0"), literal_column("0")),
        else_=literal_column("1"),
    )
    opened = extract("epoch", order.opened_at - literal_column(f"timestamptz '{_EPOCH}'"))
    classes = (priority * literal_column("2") + was_in_vain) * literal_column(_CLASS)
    return classes + cast(opened * literal_column("1000000"), BigInteger)


def reasons(order: Mapping[str, Any], moment: datetime) -> list[UrgencyReason]:
    """The reasons for which an order is urgent at this moment; none: it only waits."""
    found = {
        UrgencyReason.URGENT_PRIORITY: order["priority"] == OrderPriority.URGENT,
        UrgencyReason.HIGH_PRIORITY: order["priority"] == OrderPriority.HIGH,
        UrgencyReason.FAILED_VISIT: order["failed_visits"] > 0,
        UrgencyReason.LONG_WAIT: datetime.fromisoformat(order["opened_at"]) < moment - LONG_WAIT,
    }
    return [reason for reason, holds in found.items() if holds]
