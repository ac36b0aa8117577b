"""Service orders raised from tickets: the order copies the ticket, its outcome comes back."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from app.core.data.database import TenantSession
from app.core.data.objects import objects
from app.core.data.statements import tenant_join
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import InvalidTransition, ValidationFailed
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.customers.contracts.service import contract_at
from app.desks.models import TicketStatus
from app.orders import service as orders
from app.orders.events import OrderClosed
from app.orders.lifecycle.service import COMMANDS
from app.orders.models import Order, OrderPriority
from app.orders.photos.service import photos_of
from app.orders.schemas import OrderCreate, OrderUpdate
from app.tickets.events import OrderCameFromTicket, OrderRaised, ReplyDrafted
from app.tickets.lifecycle.service import move
from app.tickets.messages.service import description_of
from app.tickets.models import Ticket
from app.tickets.orders.models import TicketOrder
from app.tickets.orders.schemas import TicketOrderCreate
from app.tickets.reply_drafts.models import ReplyDraft

_TICKET_BEHIND = objects(
    select(Ticket)
    .join(TicketOrder, tenant_join(Ticket, TicketOrder, TicketOrder.ticket_id))
    .where(TicketOrder.order_id == bindparam("order_id", type_=Uuid()))
    # A follow-up has the orders of the ticket that it continues.
    .order_by(TicketOrder.created_at.desc(), TicketOrder.ticket_id.desc())
    .limit(1),
    lock=True,
)


async def raise_order(session: TenantSession, ticket: Ticket, new: TicketOrderCreate) -> Order:
    """Send a technician: the order takes over what the ticket knows; the ticket waits for it."""
    session.actor.require("orders:write")
    ticket.require_writable()
    if ticket.is_finished():
        raise InvalidTransition(ticket.status, ["reopen"])
    site_id = new.site_id or ticket.site_id
    if ticket.customer_id is None or site_id is None:
        missing = "customer_id" if ticket.customer_id is None else "site_id"
        raise ValidationFailed.at(missing, "required", N_("A visit needs a customer and a site."))
    order = await orders.create_order(
        session,
        OrderCreate(
            id=new.id,
            customer_id=ticket.customer_id,
            site_id=site_id,
            problem_code_id=new.problem_code_id,
            contract_id=await contract_at(session, site_id),
            title=new.title or ticket.subject,
            description=new.description or (await description_of(session, ticket)).body,
            priority=new.priority or OrderPriority(ticket.priority.value),
        ),
    )
    ticket.site_id = site_id
    await link_order(session, ticket, order.id, order.protocol)
    return order


async def link_order(session: TenantSession, ticket: Ticket, order_id: UUID, protocol: str) -> None:
    """Put the ticket behind an order, and let it wait for that unless it is over."""
    session.add(
        TicketOrder(
            organization_id=session.actor.organization_id,
            ticket_id=ticket.id,
            order_id=order_id,
            created_at=now(),
        )
    )
    if not ticket.is_finished():
        await move(session, ticket, TicketStatus.ON_HOLD)
    announce(session, OrderRaised(ticket_id=ticket.id, order_id=order_id, protocol=protocol))
    announce(
        session,
        OrderCameFromTicket(order_id=order_id, ticket_id=ticket.id, ticket_number=ticket.number),
    )


async def ticket_behind(session: TenantSession, order_id: UUID) -> Ticket | None:
    """The ticket that an order was raised from or that continues it, locked; None without one."""
    return await session.object(_TICKET_BEHIND, order_id=order_id)


async def redact_orders(
    session: TenantSession, ticket: Ticket, words: Collection[str], *, placeholder: str
) -> None:
    """Take words out of the descriptions of orders; a closed one stays as it was signed."""
    raised = (
        select(Order)
        .join(TicketOrder, tenant_join(Order, TicketOrder, TicketOrder.order_id))
        .where(TicketOrder.ticket_id == ticket.id, Order.description.in_(words))
        .with_for_update(of=Order, key_share=True)
    )
    for order in (await session.scalars(raised)).all():
        if "update" in COMMANDS[order.status]:
            await orders.update_order(session, order, OrderUpdate(description=placeholder))


async def has_failed(session: TenantSession, order_id: UUID) -> bool:
    """Return True if a visit of this order failed before."""
    return (await session.fetch(Order, order_id)).failed_visits > 0


async def draft_the_outcome(session: TenantSession, ticket: Ticket, event: OrderClosed) -> None:
    """Draft a reply from the report of a closed order; the ticket is the desk's again."""
    draft = ReplyDraft(
        id=new_id(),
        ticket_id=ticket.id,
        order_id=event.order_id,
        body=event.details,
        cause_code_id=event.cause_code_id,
        solution_code_id=event.solution_code_id,
        file_ids=await photos_of(session, event.order_id),
        created_at=now(),
    )
    session.add(draft)
    ticket.cause_code_id, ticket.solution_code_id = event.cause_code_id, event.solution_code_id
    if ticket.status is TicketStatus.ON_HOLD:
        await move(session, ticket, TicketStatus.OPEN)
    announce(session, ReplyDrafted(ticket_id=ticket.id, order_id=event.order_id))
