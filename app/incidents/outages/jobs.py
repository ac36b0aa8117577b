"""Listeners that link new tickets and orders to an outage, and its e-mail."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core.data.database import TenantSession
from app.core.events.listeners import OrganizationFact, on
from app.core.events.outbox import Record, TaskContext, outbox_task
from app.core.values.text import N_
from app.customers.models import Customer
from app.incidents.models import Incident, IncidentStatus, IncidentUpdate
from app.incidents.outages.service import (
    is_first_order,
    join_order,
    outage_of_order,
    outage_of_ticket,
)
from app.incidents.service import join
from app.orders.events import OrderOpened
from app.orders.models import Order
from app.organizations.emails.service import send_email
from app.organizations.service import organization_of
from app.tickets.events import TicketOpened
from app.tickets.orders.service import ticket_behind

_LETTER = N_(
    """Hello {name},

your order {protocol} ({topic}) belongs to an outage that we are working on: {title}.
{told}
You need not do anything; we shall tell you when it is over.
"""
)

#: Whether something is without service whose place is known.
_OUTAGES = OrganizationFact("""exists (select from incidents i
        where i.organization_id = :organization_id and i.status = 'open'
          and (i.area_radius_m is not null or exists (
              select from incident_sites s
               where s.organization_id = :organization_id and s.incident_id = i.id)))""")


@on(TicketOpened, concerns=lambda _, known: known[_OUTAGES])
async def link_what_is_inside(session: TenantSession, event: TicketOpened) -> None:
    incident = await outage_of_ticket(session, event.ticket_id)
    if incident is not None:
        await join(session, incident, event.ticket_id)


@on(OrderOpened, concerns=lambda _, known: known[_OUTAGES])
async def link_orders_inside(session: TenantSession, event: OrderOpened) -> None:
    incident = await outage_of_order(session, event.order_id)
    if incident is not None:
        await join_order(session, incident, event.order_id)


@outbox_task("outage_mail", destination="mail")
async def send_outage_mail(context: TaskContext, email: dict[str, Any]) -> Record | None:
    """Tell a customer whose order is part of an outage, once; who has a ticket is told there."""
    async with context.transaction() as session:
        incident = await session.fetch(Incident, UUID(email["incident_id"]))
        order = await session.fetch(Order, UUID(email["order_id"]))
        customer = await session.fetch(Customer, order.customer_id)
        organization = await organization_of(session)
        has_ticket = await ticket_behind(session, order.id) is not None
        is_first = await is_first_order(session, incident.id, order)
        latest = await session.scalar(
            select(IncidentUpdate.body)
            .where(IncidentUpdate.incident_id == incident.id)
            .order_by(IncidentUpdate.created_at.desc(), IncidentUpdate.id.desc())
            .limit(1)
        )
    is_over = incident.status is IncidentStatus.RESOLVED
    if customer.email is None or has_ticket or is_over or not is_first:
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
