"""Links what is opened inside of an outage, and carries updates to every linked ticket, once."""

from collections import Counter
from typing import Any, Literal
from uuid import UUID, uuid5

from sqlalchemy import select

from app.core.actors import Actor
from app.core.database import TenantSession
from app.core.errors import Refusal
from app.core.events import on
from app.core.long_jobs import Result, Running, job
from app.core.outbox import Outside, PermanentFailure, Record, errand
from app.core.text import N_
from app.customers.models import Customer, Site
from app.incidents.models import Incident, IncidentStatus, IncidentUpdate
from app.incidents.outages import join_order, outage_at, sites_of
from app.incidents.service import join, tickets_of
from app.orders.events import OrderOpened
from app.orders.models import Order
from app.organizations.service import organization_of
from app.people.letters import send_letter
from app.tickets import conversation, service
from app.tickets.events import TicketOpened
from app.tickets.models import Message, Ticket
from app.tickets.raising import ticket_behind
from app.tickets.schemas import TicketSolve

_Outcome = Literal["told", "solved", "over"]
#: Progress is told each so many tickets.
_OFTEN = 20
#: The result names no more of the tickets that refused.
_SHOWN = 100
#: What the author could do when they wrote it.
_OF_THE_DESK = frozenset({"tickets:all", "tickets:work"})


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


@errand("outage_mail")
async def send_outage_mail(outside: Outside, letter: dict[str, Any]) -> Record | None:
    """Tell a customer whose order is part of an outage; requesters of tickets are told there."""
    async with outside.transaction() as session:
        incident = await session.fetch(Incident, UUID(letter["incident_id"]))
        order = await session.fetch(Order, UUID(letter["order_id"]))
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
    await send_letter(
        outside,
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


@job("carry_incident_update")
async def carry_update(running: Running, wanted: dict[str, Any]) -> Result:
    """Each ticket in a transaction of its own: one that refuses keeps no other from being told."""
    outside = running.outside
    async with outside.transaction() as session:
        update = await session.get(
            IncidentUpdate, (outside.organization_id, UUID(wanted["update_id"]))
        )
        if update is None:
            raise PermanentFailure("The update is not there.")
        ticket_ids = await tickets_of(session, update.incident_id)
    if (only := wanted.get("ticket_ids")) is not None:
        ticket_ids = [ticket_id for ticket_id in ticket_ids if str(ticket_id) in only]
    author = Actor(
        outside.organization_id, update.author_id, kind="person", permissions=_OF_THE_DESK
    )
    outcome = Counter[str]()
    passed_over: list[dict[str, str]] = []
    for done, ticket_id in enumerate(ticket_ids):
        if done % _OFTEN == 0:
            await running.progress(done, len(ticket_ids))
        try:
            async with outside.database.transaction(author) as session:
                ticket = await session.fetch(Ticket, ticket_id, lock=True)
                outcome[await _carry(session, ticket, update)] += 1
        except Refusal as refusal:
            passed_over.append({"ticket_id": str(ticket_id), "code": refusal.code()})
    await running.progress(len(ticket_ids), len(ticket_ids))
    counted = {name: outcome[name] for name in ("told", "solved", "over")}
    return Result({"update_id": str(update.id), **counted, "passed_over": passed_over[:_SHOWN]})


async def _carry(session: TenantSession, ticket: Ticket, update: IncidentUpdate) -> _Outcome:
    if ticket.is_finished():
        return "over"
    if update.solves:
        await service.solve_ticket(
            session,
            ticket,
            TicketSolve(
                details=update.body,
                cause_code_id=update.cause_code_id,
                solution_code_id=update.solution_code_id,
            ),
        )
        return "solved"
    # The same id each time: whoever was told is not told again.
    message_id = uuid5(update.id, str(ticket.id))
    if await session.get(Message, (ticket.organization_id, message_id)) is None:
        await conversation.write_reply(session, ticket, update.body, id=message_id)
    return "told"
