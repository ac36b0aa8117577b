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
    """Sites without service because of an incident. Those that are listed already stay so."""

    site_ids: Annotated[list[UUID], Field(min_length=1, max_length=1000)] = Field(
        description="Sites to add, 1 to 1000. While the incident is open, tickets and orders that"
        " are opened for them are linked to it by themselves."
    )


class IncidentSite(Out):
    """A site that was listed as without service because of an incident."""

    site_id: UUID
    label: str = Field(description="Label of the site.")
    street: str = Field(description="Street of the site's address.")
    city: str = Field(description="City of the site's address.")
    customer_id: UUID
    customer_name: str = Field(description="Name of the site's customer.")
    created_at: Instant = Field(description="When the site was listed.")


class IncidentOrder(Out):
    """A service order that was opened in the area or for a listed site of an incident."""

    order_id: UUID
    protocol: str = Field(description="Protocol of the order, as people quote it.")
    title: str = Field(description="Title of the order.")
    status: OrderStatus = Field(description="Status of the order.")
    customer_id: UUID
    customer_name: str = Field(description="Name of the order's customer.")
    created_at: Instant = Field(description="When the order was linked to the incident.")
