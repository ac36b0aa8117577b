"""What tickets do without being asked: they follow their orders, find an agent, and rest."""

from sqlalchemy import and_, func, select, update

from app.core.clock import now
from app.core.database import TenantSession
from app.core.events import announce, on
from app.core.schedule import every
from app.customers.events import CustomersMerged
from app.desks.events import AvailabilityChanged, SupportProfileChanged
from app.desks.models import Availability, Desk, OrderOutcome, TicketStatus
from app.orders.events import (
    CustomerAbsent,
    OrderCancelled,
    OrderClosed,
    OrderFollowedUp,
    OrderScheduled,
    VisitFailed,
)
from app.orders.photos import photos_of
from app.tickets import assigning, service
from app.tickets.events import (
    TicketAssigned,
    TicketOpened,
    TicketReopened,
    TicketSolved,
    VisitCancelled,
    VisitMissed,
    VisitNotCompleted,
    VisitScheduled,
)
from app.tickets.lifecycle import move
from app.tickets.models import Ticket
from app.tickets.raising import draft_the_outcome, has_failed, link_order, ticket_behind
from app.tickets.schemas import TicketSolve

#: What a ticket may be after a visit came to nothing, until the next one has a date.
_TAKEN_BACK = (TicketStatus.PENDING, TicketStatus.OPEN)


@on(TicketOpened)
async def find_an_agent(session: TenantSession, _: TicketOpened) -> None:
    await assigning.assign_waiting(session)


@on(TicketReopened)
async def find_an_agent_again(session: TenantSession, _: TicketReopened) -> None:
    await assigning.assign_waiting(session)


@on(TicketSolved)
async def use_the_room(session: TenantSession, _: TicketSolved) -> None:
    """Somebody carries one ticket less: the queue moves up."""
    await assigning.assign_waiting(session)


@on(TicketAssigned)
async def use_the_room_that_was_left(session: TenantSession, event: TicketAssigned) -> None:
    if event.assignee_id is None and not event.by_rule:
        return  # an agent released it on purpose: it waits for the next turn of the queue
    await assigning.assign_waiting(session)


@on(AvailabilityChanged)
async def welcome_an_agent(session: TenantSession, event: AvailabilityChanged) -> None:
    if event.availability is Availability.ONLINE:
        await assigning.assign_waiting(session)


@on(SupportProfileChanged)
async def use_a_changed_profile(session: TenantSession, event: SupportProfileChanged) -> None:
    if event.active:
        await assigning.assign_waiting(session)


@every(minutes=1)
async def work_through_the_queue(session: TenantSession) -> None:
    """Whatever was missed: hours that began, a crash, an agent who was away for a moment."""
    await assigning.return_unanswered(session)
    await assigning.assign_waiting(session)


@on(OrderScheduled)
async def tell_the_date(session: TenantSession, event: OrderScheduled) -> None:
    """The visit has a date: the ticket's timeline shows it, and the ticket waits for it."""
    ticket = await ticket_behind(session, event.order_id)
    if ticket is not None:
        if ticket.status in _TAKEN_BACK and await has_failed(session, event.order_id):
            await move(session, ticket, TicketStatus.ON_HOLD)
        announce(
            session,
            VisitScheduled(
                ticket_id=ticket.id,
                order_id=event.order_id,
                starts_at=event.starts_at,
                ends_at=event.ends_at,
            ),
        )


@on(CustomerAbsent)
async def ask_for_another_date(session: TenantSession, event: CustomerAbsent) -> None:
    """Nobody was met: it is the requester's turn to say when somebody will be there."""
    ticket = await ticket_behind(session, event.order_id)
    if ticket is not None and ticket.status is TicketStatus.ON_HOLD:
        await move(session, ticket, TicketStatus.PENDING)
        announce(session, VisitMissed(ticket_id=ticket.id, order_id=event.order_id))


@on(OrderFollowedUp)
async def follow_the_follow_up(session: TenantSession, event: OrderFollowedUp) -> None:
    """The order raised from the ticket goes on in another one: the ticket is behind that too."""
    ticket = await ticket_behind(session, event.order_id)
    if ticket is not None:
        await link_order(session, ticket, event.follow_up_id, event.protocol)


@on(VisitFailed)
async def plan_anew(session: TenantSession, event: VisitFailed) -> None:
    """It could not be done: the ticket is the desk's until another visit is planned."""
    ticket = await ticket_behind(session, event.order_id)
    if ticket is not None and ticket.status is TicketStatus.ON_HOLD:
        await move(session, ticket, TicketStatus.OPEN)
        announce(session, VisitNotCompleted(ticket_id=ticket.id, order_id=event.order_id))


@on(OrderCancelled)
async def take_the_ticket_back(session: TenantSession, event: OrderCancelled) -> None:
    """Nobody will come: the ticket is the desk's again."""
    ticket = await ticket_behind(session, event.order_id)
    if ticket is not None and ticket.status is TicketStatus.ON_HOLD:
        await move(session, ticket, TicketStatus.OPEN)
        announce(session, VisitCancelled(ticket_id=ticket.id, order_id=event.order_id))


@on(OrderClosed)
async def draft_the_answer(session: TenantSession, event: OrderClosed) -> None:
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
    await service.solve_ticket(session, ticket, how, photos=photos)


@every(hours=1)
async def close_quiet_tickets(session: TenantSession) -> None:
    """Close what was solved some days ago, as the desk says, and not taken up again."""
    quiet = (
        select(Ticket)
        .join(Desk, and_(Desk.organization_id == Ticket.organization_id, Desk.id == Ticket.desk_id))
        .where(
            Ticket.status == TicketStatus.SOLVED,
            Ticket.solved_at + func.make_interval(0, 0, 0, Desk.auto_close_days) < now(),
        )
        .limit(500)
        .with_for_update(skip_locked=True, of=Ticket)
    )
    for ticket in await session.scalars(quiet):
        await move(session, ticket, TicketStatus.CLOSED)


@on(CustomersMerged)
async def follow_the_customer(session: TenantSession, event: CustomersMerged) -> None:
    """The tickets of a customer are those of another one, who it turned out to be."""
    await session.execute(
        update(Ticket)
        .where(
            Ticket.organization_id == session.actor.organization_id,
            Ticket.customer_id == event.customer_id,
        )
        .values(customer_id=event.into_customer_id)
        .execution_options(synchronize_session=False)
    )
