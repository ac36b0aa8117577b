"""A technician's own list of orders."""

from typing import ClassVar, Literal

from pydantic import Field

from app.core.http.listing import ListQuery, Page
from app.core.values.wire import Instant
from app.orders.models import OrderPriority, OrderStatus
from app.orders.schemas import Order


class MyOrders(Page[Order]):
    """What is mine to do, with counters over all of it, whatever this page was asked for."""

    total: int
    urgent_total: int = Field(description="Of these, those with the priority `urgent`.")


class MyOrderQuery(ListQuery):
    by_route: ClassVar = frozenset({"role"})

    role: Literal["responsible", "helper"] = "responsible"
    sort: Literal["starts_at", "-starts_at"] = "starts_at"
    q: str | None = Field(
        None, max_length=200, description="Beginnings of words of customer, title and protocol."
    )
    status: list[OrderStatus] | None = None
    priority: list[OrderPriority] | None = None
    starts_after: Instant | None = None
    starts_before: Instant | None = None
