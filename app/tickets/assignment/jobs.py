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
async def assign_opened_ticket(session: TenantSession, _: TicketOpened) -> None:
    await assignment.assign_waiting(session)


@on(TicketReopened)
async def assign_reopened_ticket(session: TenantSession, _: TicketReopened) -> None:
    await assignment.assign_waiting(session)


@on(TicketSolved)
async def assign_after_resolution(session: TenantSession, _: TicketSolved) -> None:
    """Somebody carries one ticket less: the queue moves up."""
    await assignment.assign_waiting(session)


@on(TicketAssigned)
async def assign_after_reassignment(session: TenantSession, event: TicketAssigned) -> None:
    if event.assignee_id is None and not event.by_rule:
        return  # an agent released it on purpose: it waits for the next turn of the queue
    await assignment.assign_waiting(session)


@on(AvailabilityChanged)
async def assign_to_available_agent(session: TenantSession, event: AvailabilityChanged) -> None:
    if event.availability is Availability.ONLINE:
        await assignment.assign_waiting(session)


@on(SupportProfileUpdated)
async def assign_to_updated_profile(session: TenantSession, event: SupportProfileUpdated) -> None:
    if event.active:
        await assignment.assign_waiting(session)


@every(minutes=1)
async def assign_waiting_tickets(session: TenantSession) -> None:
    """Assign tickets that were missed: hours began, a crash, an agent who was away for a moment."""
    await assignment.return_unanswered(session)
    await assignment.assign_waiting(session)
