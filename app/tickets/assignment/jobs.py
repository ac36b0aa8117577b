"""Listeners and sweeps that assign waiting tickets."""

from app.core.data.database import TenantSession
from app.core.events.listeners import Known, OrganizationFact, on
from app.core.events.schedule import every
from app.desks.events import AvailabilityChanged, SupportProfileUpdated
from app.desks.models import Availability
from app.people.events import WorkHandedBack
from app.people.held_work.service import stranded_work
from app.people.models import Person
from app.tickets.assignment import service as assignment
from app.tickets.events import (
    TicketAssigned,
    TicketOpened,
    TicketReopened,
    TicketSolved,
)

#: Whether any desk assigns by itself.
_STRATEGIES = OrganizationFact("""exists (select from desks
        where organization_id = :organization_id and strategy <> 'manual')""")


@on(TicketOpened, concerns=lambda _, known: known[_STRATEGIES])
async def assign_opened_ticket(session: TenantSession, _: TicketOpened) -> None:
    await assignment.assign_waiting(session)


@on(TicketReopened, concerns=lambda _, known: known[_STRATEGIES])
async def assign_reopened_ticket(session: TenantSession, _: TicketReopened) -> None:
    await assignment.assign_waiting(session)


@on(TicketReopened)
async def return_reopened_ticket(session: TenantSession, event: TicketReopened) -> None:
    """A ticket comes back to whoever solved it, unless they do not work at the desk any more."""
    await assignment.return_if_gone(session, event.ticket_id)


@on(TicketSolved, concerns=lambda _, known: known[_STRATEGIES])
async def assign_after_resolution(session: TenantSession, _: TicketSolved) -> None:
    """Somebody carries one ticket less: the queue moves up."""
    await assignment.assign_waiting(session)


def _makes_room(event: TicketAssigned, known: Known) -> bool:
    """Not when an agent released it on purpose: it waits for the next turn of the queue."""
    return known[_STRATEGIES] and (event.assignee_id is not None or event.by_rule)


@on(TicketAssigned, concerns=_makes_room)
async def assign_after_reassignment(session: TenantSession, _: TicketAssigned) -> None:
    await assignment.assign_waiting(session)


def _is_there(event: AvailabilityChanged, known: Known) -> bool:
    return known[_STRATEGIES] and event.availability is Availability.ONLINE


@on(AvailabilityChanged, concerns=_is_there)
async def assign_to_available_agent(session: TenantSession, _: AvailabilityChanged) -> None:
    await assignment.assign_waiting(session)


@on(SupportProfileUpdated, concerns=lambda event, known: known[_STRATEGIES] and event.active)
async def assign_to_updated_profile(session: TenantSession, _: SupportProfileUpdated) -> None:
    await assignment.assign_waiting(session)


@on(WorkHandedBack)
async def return_held_tickets(session: TenantSession, event: WorkHandedBack) -> None:
    """Tickets of somebody who cannot go on with them wait for somebody else."""
    person = await session.fetch(Person, event.person_id)
    if any(item.kind == "ticket" for item in await stranded_work(session, person)):
        await assignment.return_held(session, person.id)


@every(minutes=1, organizations="with_waiting_tickets")
async def assign_waiting_tickets(session: TenantSession) -> None:
    """Assign tickets that were missed: hours began, a crash, an agent who was away for a moment."""
    await assignment.return_unanswered(session)
    await assignment.assign_waiting(session)
