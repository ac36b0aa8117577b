"""Listeners that carry an order's progress into its ticket."""

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.events.listeners import OrganizationFact, on
from app.desks.models import Desk, OrderOutcome, TicketStatus
from app.orders.events import (
    OrderCancelled,
    OrderCloned,
    OrderClosed,
    OrderFollowedUp,
    OrderScheduled,
    VisitFailed,
    VisitNoShow,
)
from app.orders.photos.service import photos_of
from app.tickets.events import (
    TicketVisitCancelled,
    TicketVisitFailed,
    TicketVisitNoShow,
    TicketVisitScheduled,
)
from app.tickets.lifecycle.service import move
from app.tickets.orders.service import draft_the_outcome, has_failed, link_order, ticket_behind
from app.tickets.resolution import service as resolution
from app.tickets.resolution.schemas import TicketSolve

#: What a ticket may be after a visit failed, until the next one has a date.
_TAKEN_BACK = (TicketStatus.PENDING, TicketStatus.OPEN)

#: Whether any order was raised from a ticket.
_FROM_TICKETS = OrganizationFact(
    "exists (select from ticket_orders where organization_id = :organization_id)"
)


@on(OrderScheduled, concerns=lambda _, known: known[_FROM_TICKETS])
async def note_scheduled_visit(session: TenantSession, event: OrderScheduled) -> None:
    """The visit has a date: the ticket's timeline shows it, and the ticket waits for it."""
    ticket = await ticket_behind(session, event.order_id)
    if ticket is not None:
        if ticket.status in _TAKEN_BACK and await has_failed(session, event.order_id):
            await move(session, ticket, TicketStatus.ON_HOLD)
        announce(
            session,
            TicketVisitScheduled(
                ticket_id=ticket.id,
                order_id=event.order_id,
                starts_at=event.starts_at,
                ends_at=event.ends_at,
            ),
        )


@on(VisitNoShow, concerns=lambda _, known: known[_FROM_TICKETS])
async def note_no_show(session: TenantSession, event: VisitNoShow) -> None:
    """Nobody was met: it is the requester's turn to say when somebody will be there."""
    ticket = await ticket_behind(session, event.order_id)
    if ticket is not None and ticket.status is TicketStatus.ON_HOLD:
        await move(session, ticket, TicketStatus.PENDING)
        announce(session, TicketVisitNoShow(ticket_id=ticket.id, order_id=event.order_id))


@on(OrderFollowedUp, concerns=lambda _, known: known[_FROM_TICKETS])
async def link_follow_up_order(session: TenantSession, event: OrderFollowedUp) -> None:
    """The order raised from the ticket goes on in another one: the ticket is behind that too."""
    ticket = await ticket_behind(session, event.order_id)
    if ticket is not None:
        await link_order(session, ticket, event.follow_up_id, event.protocol)


@on(OrderCloned, concerns=lambda _, known: known[_FROM_TICKETS])
async def link_clone(session: TenantSession, event: OrderCloned) -> None:
    """The order raised from the ticket is done again: a ticket that is not over waits for it."""
    ticket = await ticket_behind(session, event.order_id)
    if ticket is not None and not ticket.is_finished():
        await link_order(session, ticket, event.clone_id, event.protocol)


@on(VisitFailed, concerns=lambda _, known: known[_FROM_TICKETS])
async def note_failed_visit(session: TenantSession, event: VisitFailed) -> None:
    """It could not be done: the ticket is the desk's until another visit is planned."""
    ticket = await ticket_behind(session, event.order_id)
    if ticket is not None and ticket.status is TicketStatus.ON_HOLD:
        await move(session, ticket, TicketStatus.OPEN)
        announce(session, TicketVisitFailed(ticket_id=ticket.id, order_id=event.order_id))


@on(OrderCancelled, concerns=lambda _, known: known[_FROM_TICKETS])
async def reopen_after_cancellation(session: TenantSession, event: OrderCancelled) -> None:
    """Nobody will come: the ticket is the desk's again."""
    ticket = await ticket_behind(session, event.order_id)
    if ticket is not None and ticket.status is TicketStatus.ON_HOLD:
        await move(session, ticket, TicketStatus.OPEN)
        announce(session, TicketVisitCancelled(ticket_id=ticket.id, order_id=event.order_id))


@on(OrderClosed, concerns=lambda _, known: known[_FROM_TICKETS])
async def draft_reply_from_report(session: TenantSession, event: OrderClosed) -> None:
    """The technician's cause and solution come back as the draft of a reply, or as the reply."""
    ticket = await ticket_behind(session, event.order_id)
    if ticket is None or ticket.is_finished():
        return
    desk = await session.fetch(Desk, ticket.desk_id)
    if desk.order_outcome is OrderOutcome.DRAFT:
        await draft_the_outcome(session, ticket, event)
        return
    how = TicketSolve(
        details=event.details,
        cause_code_id=event.cause_code_id,
        solution_code_id=event.solution_code_id,
    )
    photos = await photos_of(session, event.order_id)
    await resolution.solve_ticket(session, ticket, how, photos=photos)
