"""Listeners and sweeps that keep SLA clocks up to date and report what is due."""

from typing import Any

from sqlalchemy import select

from app.calendars.events import CalendarUpdated
from app.core.data.database import TenantSession
from app.core.events.listeners import Known, OrganizationFact, on
from app.core.events.outbox import Record, TaskContext, enqueue, outbox_task
from app.core.events.schedule import every
from app.desks.events import DeskUpdated
from app.sla import alerts, clocks
from app.sla.events import (
    SlaBreached,
    SlaPolicyCreated,
    SlaPolicyDeleted,
    SlaPolicyUpdated,
    SlaWarned,
)
from app.sla.ledger import PAUSES
from app.sla.service import MATCHED
from app.tickets.events import (
    TicketEvent,
    TicketMarkedAsSpam,
    TicketMerged,
    TicketNoted,
    TicketOpened,
    TicketReopened,
    TicketReplied,
    TicketSolved,
    TicketStatusChanged,
    TicketUpdated,
)
from app.tickets.models import AuthorKind, Ticket

#: Tickets are brought up to date so many at a time, each lot in a transaction of its own.
_LOT = 100
#: Whether tickets are promised anything, or ever were.
_PROMISES = OrganizationFact("""exists (select from sla_policies
            where organization_id = :organization_id and active)
    or exists (select from sla_terms where organization_id = :organization_id)""")


def _turns_clocks(event: TicketEvent, known: Known) -> bool:
    """Return True if there are clocks, and the ledger takes anything from the event."""
    match event:
        case TicketReplied():
            turns = not event.is_automatic and event.author_kind is not AuthorKind.SYSTEM
        case TicketNoted():
            turns = event.counts_as_response
        case TicketStatusChanged():
            turns = not PAUSES.keys().isdisjoint((event.status_before, event.status_after))
        case TicketUpdated():
            turns = not MATCHED.isdisjoint(event.fields)
        case _:
            turns = True
    return turns and known[_PROMISES]


@on(TicketOpened, concerns=_turns_clocks)
@on(TicketReplied, concerns=_turns_clocks)
@on(TicketNoted, concerns=_turns_clocks)
@on(TicketStatusChanged, concerns=_turns_clocks)
@on(TicketSolved, concerns=_turns_clocks)
@on(TicketReopened, concerns=_turns_clocks)
@on(TicketMerged, concerns=_turns_clocks)
@on(TicketMarkedAsSpam, concerns=_turns_clocks)
@on(TicketUpdated, concerns=_turns_clocks)
async def follow_the_ticket(session: TenantSession, event: TicketEvent) -> None:
    await clocks.refresh(session, event.ticket_id)


@on(CalendarUpdated, concerns=lambda _, known: known[_PROMISES])
@on(DeskUpdated, concerns=lambda _, known: known[_PROMISES])
@on(SlaPolicyCreated)
@on(SlaPolicyUpdated)
@on(SlaPolicyDeleted)
async def renew_sla_terms(session: TenantSession, _: object) -> None:
    """Other hours or other targets: every open ticket is due anew."""
    enqueue(session, "sla_refresh", lane="long")


@outbox_task("sla_refresh")
async def refresh_open_tickets(context: TaskContext, _: dict[str, Any]) -> Record | None:
    """Bring all open tickets up to date, lot by lot; begun again, it does no harm."""
    last = None
    while True:
        async with context.transaction() as session:
            lot = select(Ticket.id).where(Ticket.awaiting != "nobody").order_by(Ticket.id)
            if last is not None:
                lot = lot.where(Ticket.id > last)
            ids = list(await session.scalars(lot.limit(_LOT)))
            for ticket_id in ids:
                await clocks.refresh(session, ticket_id)
        if len(ids) < _LOT:
            return None
        last = ids[-1]


@on(SlaWarned)
async def plan_a_warning(session: TenantSession, event: SlaWarned) -> None:
    await alerts.plan(session, event.ticket_id, event.clock_id, breached=False)
    await alerts.send_due(session)


@on(SlaBreached)
async def plan_an_alarm(session: TenantSession, event: SlaBreached) -> None:
    await alerts.plan(session, event.ticket_id, event.clock_id, breached=True)
    await alerts.send_due(session)


@every(minutes=1, organizations="with_due_sla_clocks")
async def update_due_clocks(session: TenantSession) -> None:
    """Warn, notice what is broken, and tell those who are at work by now."""
    await clocks.look_at_due_clocks(session)
    await alerts.send_due(session)
