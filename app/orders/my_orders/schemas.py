"""A technician's own list of orders."""

from typing import ClassVar, Literal

from pydantic import Field

from app.core.http.listing import ListQuery, Page
from app.core.values.wire import Instant
from app.orders.models import OrderPriority, OrderStatus
from app.orders.schemas import ORDER_SEARCH, Order


class MyOrders(Page[Order]):
    """A page of the orders that the caller has to do, with counters over all of them.

    The counters depend on `role` only, not on the other filters or the page.
    """

    total_count: int = Field(description="Number of orders that the caller has to do.")
    urgent_count: int = Field(
        description="Number of orders that the caller has to do with the priority `urgent`."
    )


class MyOrderQuery(ListQuery):
    """Filters and order of the list of the caller's own orders.

    Closed and cancelled orders are never in it.
    """

    by_route: ClassVar = frozenset({"role"})

    role: Literal["responsible", "helper"] = Field(
        "responsible",
        description="`responsible`: orders whose visit is the caller's. `helper`: orders in whose"
        " visit the caller takes part without being responsible.",
    )
    sort: Literal["starts_at", "-starts_at"] = "starts_at"
    q: str | None = Field(None, max_length=200, description=ORDER_SEARCH)
    status: list[OrderStatus] | None = Field(
        None, description="Only orders with one of these statuses."
    )
    priority: list[OrderPriority] | None = Field(
        None, description="Only orders with one of these priorities."
    )
    starts_after: Instant | None = Field(
        None, description="Only orders whose visit is agreed to start at this time or later."
    )
    starts_before: Instant | None = Field(
        None, description="Only orders whose visit is agreed to start before this time."
    )
