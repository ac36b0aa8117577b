"""What tickets do without being asked: they follow their orders, and rest when nobody returns."""

from datetime import timedelta

from sqlalchemy import select

from app.core.clock import now
from app.core.database import TenantSession
from app.core.events import announce, on
from app.core.schedule import every
from app.orders.events import OrderCancelled, OrderClosed, OrderScheduled
from app.tickets import service
from app.tickets.events import VisitCancelled, VisitScheduled
from app.tickets.models import Ticket, TicketStatus
from app.tickets.raising import ticket_behind
from app.tickets.schemas import TicketSolve

#: A solved ticket that nobody takes up again is closed after this time.
QUIET_TIME = timedelta(days=7)


@on(OrderScheduled)
async def tell_the_date(session: TenantSession, event: OrderScheduled) -> None:
    """The visit has a date: the ticket's timeline shows it."""
    ticket = await ticket_behind(session, event.order_id)
    if ticket is not None:
        announce(
            session,
            VisitScheduled(
                ticket_id=ticket.id,
                order_id=event.order_id,
                starts_at=event.starts_at,
                ends_at=event.ends_at,
            ),
        )


@on(OrderCancelled)
async def take_the_ticket_back(session: TenantSession, event: OrderCancelled) -> None:
    """Nobody will come: the ticket is the desk's again."""
    ticket = await ticket_behind(session, event.order_id)
    if ticket is not None and ticket.status is TicketStatus.ON_HOLD:
        ticket.status = TicketStatus.OPEN
        announce(session, VisitCancelled(ticket_id=ticket.id, order_id=event.order_id))


@on(OrderClosed)
async def answer_with_the_solution(session: TenantSession, event: OrderClosed) -> None:
    """The technician's cause and solution become the ticket's, and the requester reads them."""
    ticket = await ticket_behind(session, event.order_id)
    if ticket is None or ticket.is_finished():
        return
    await service.solve_ticket(
        session,
        ticket,
        TicketSolve(
            details=event.details,
            cause_code_id=event.cause_code_id,
            solution_code_id=event.solution_code_id,
        ),
    )


@every(hours=1)
async def close_quiet_tickets(session: TenantSession) -> None:
    """Close what was solved a week ago and not taken up again."""
    quiet = (
        select(Ticket)
        .where(Ticket.status == TicketStatus.SOLVED, Ticket.solved_at < now() - QUIET_TIME)
        .limit(500)
        .with_for_update(skip_locked=True)
    )
    for ticket in await session.scalars(quiet):
        service.close(session, ticket)
