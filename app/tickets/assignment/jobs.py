"""Listeners and sweeps that assign waiting tickets."""

from app.core.data.database import TenantSession
from app.core.events.event_log import on
from app.core.events.schedule import every
from app.desks.events import AvailabilityChanged, SupportProfileUpdated
from app.desks.models import Availability
from app.tickets.assignment import service as assignment
from app.tickets.events import (
    TicketAssigned,
    TicketOpened,
    TicketReopened,
    TicketSolved,
)


@on(TicketOpened)
async def find_an_agent(session: TenantSession, _: TicketOpened) -> None:
    await assignment.assign_waiting(session)


@on(TicketReopened)
async def find_an_agent_again(session: TenantSession, _: TicketReopened) -> None:
    await assignment.assign_waiting(session)


@on(TicketSolved)
async def use_the_room(session: TenantSession, _: TicketSolved) -> None:
    """Somebody carries one ticket less: the queue moves up."""
    await assignment.assign_waiting(session)


@on(TicketAssigned)
async def use_the_room_that_was_left(session: TenantSession, event: TicketAssigned) -> None:
    if event.assignee_id is None and not event.by_rule:
        return  # an agent released it on purpose: it waits for the next turn of the queue
    await assignment.assign_waiting(session)


@on(AvailabilityChanged)
async def welcome_an_agent(session: TenantSession, event: AvailabilityChanged) -> None:
    if event.availability is Availability.ONLINE:
        await assignment.assign_waiting(session)


@on(SupportProfileUpdated)
async def use_a_changed_profile(session: TenantSession, event: SupportProfileUpdated) -> None:
    if event.active:
        await assignment.assign_waiting(session)


@every(minutes=1)
async def work_through_the_queue(session: TenantSession) -> None:
    """Whatever was missed: hours that began, a crash, an agent who was away for a moment."""
    await assignment.return_unanswered(session)
    await assignment.assign_waiting(session)
