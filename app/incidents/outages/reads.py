"""Statements that read the sites and orders of an outage."""

from sqlalchemy import select

from app.core.data.statements import tenant_join
from app.core.http.listing import Listing
from app.customers.models import Customer, Site
from app.incidents.models import (
    IncidentOrder,
    IncidentSite,
)
from app.orders.models import Order

SITES = Listing(
    select(
        IncidentSite.site_id,
        Site.label,
        Site.street,
        Site.city,
        Site.customer_id,
        Customer.name.label("customer_name"),
        IncidentSite.created_at,
    )
    .join(
        Site,
        tenant_join(Site, IncidentSite, IncidentSite.site_id),
    )
    .join(
        Customer,
        tenant_join(Customer, Site, Site.customer_id),
    ),
    IncidentSite,
    tie="site_id",
)
ORDERS = Listing(
    select(
        IncidentOrder.order_id,
        Order.protocol,
        Order.title,
        Order.status,
        Order.customer_id,
        Customer.name.label("customer_name"),
        IncidentOrder.created_at,
    )
    .join(
        Order,
        tenant_join(Order, IncidentOrder, IncidentOrder.order_id),
    )
    .join(
        Customer,
        tenant_join(Customer, Order, Order.customer_id),
    ),
    IncidentOrder,
    tie="order_id",
)
