"""Listeners that keep orders in step with their customers."""

from app.core.data.database import TenantSession
from app.core.events.listeners import on
from app.customers.events import CustomersMerged, CustomerUpdated
from app.customers.models import Customer
from app.orders.service import follow_customer


@on(CustomerUpdated, concerns=lambda event, _: "name" in event.fields)
async def update_search_of_orders(session: TenantSession, event: CustomerUpdated) -> None:
    customer = await session.fetch(Customer, event.customer_id)
    await follow_customer(session, customer.id, customer)


@on(CustomersMerged)
async def follow_customer_merge(session: TenantSession, event: CustomersMerged) -> None:
    into = await session.fetch(Customer, event.into_customer_id)
    await follow_customer(session, event.customer_id, into)
