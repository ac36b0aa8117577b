"""Listeners that link new tickets and orders to an outage, and its e-mail."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core.data.database import TenantSession
from app.core.events.event_log import on
from app.core.events.outbox import Record, TaskContext, outbox_task
from app.core.values.text import N_
from app.customers.models import Customer, Site
from app.incidents.models import Incident, IncidentStatus, IncidentUpdate
from app.incidents.outages.service import join_order, outage_at, sites_of
from app.incidents.service import join
from app.orders.events import OrderOpened
from app.orders.models import Order
from app.organizations.emails.service import send_email
from app.organizations.service import organization_of
from app.tickets.events import TicketOpened
from app.tickets.models import Ticket
from app.tickets.orders.service import ticket_behind

_LETTER = N_(
    """Hello {name},

your order {protocol} ({topic}) belongs to an outage that we are working on: {title}.
{told}
You need not do anything; we shall tell you when it is over.
"""
)


@on(TicketOpened)
async def link_what_is_inside(session: TenantSession, event: TicketOpened) -> None:
    ticket = await session.fetch(Ticket, event.ticket_id)
    incident = await outage_at(session, await sites_of(session, ticket))
    if incident is not None:
        await join(session, incident, ticket)


@on(OrderOpened)
async def link_orders_inside(session: TenantSession, event: OrderOpened) -> None:
    order = await session.fetch(Order, event.order_id)
    incident = await outage_at(session, [await session.fetch(Site, order.site_id)])
    if incident is not None:
        await join_order(session, incident, order)


@outbox_task("outage_mail")
async def send_outage_mail(context: TaskContext, email: dict[str, Any]) -> Record | None:
    """Tell a customer whose order is part of an outage; requesters of tickets are told there."""
    async with context.transaction() as session:
        incident = await session.fetch(Incident, UUID(email["incident_id"]))
        order = await session.fetch(Order, UUID(email["order_id"]))
        customer = await session.fetch(Customer, order.customer_id)
        organization = await organization_of(session)
        has_ticket = await ticket_behind(session, order.id) is not None
        latest = await session.scalar(
            select(IncidentUpdate.body)
            .where(IncidentUpdate.incident_id == incident.id)
            .order_by(IncidentUpdate.created_at.desc(), IncidentUpdate.id.desc())
            .limit(1)
        )
    if customer.email is None or has_ticket or incident.status is IncidentStatus.RESOLVED:
        return None
    await send_email(
        context,
        organization,
        to=customer.email,
        to_name=customer.name,
        locale=organization.locale,
        subject=N_("{protocol}: there is an outage where you are"),
        text=_LETTER,
        protocol=order.protocol,
        topic=order.title,
        title=incident.title,
        told=f"\n{latest}\n" if latest else "",
    )
    return None
