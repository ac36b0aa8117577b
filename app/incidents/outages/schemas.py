"""Sites and orders of an outage as callers see them."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.core.values.wire import (
    In,
    Instant,
    Out,
)
from app.orders.models import OrderStatus


class IncidentSitesAdd(In):
    site_ids: Annotated[list[UUID], Field(min_length=1, max_length=1000)]


class IncidentSite(Out):
    site_id: UUID
    label: str
    street: str
    city: str
    customer_id: UUID
    customer_name: str
    created_at: Instant = Field(description="When it was named.")


class IncidentOrder(Out):
    order_id: UUID
    protocol: str
    title: str
    status: OrderStatus
    customer_id: UUID
    customer_name: str
    created_at: Instant = Field(description="When it was linked.")
