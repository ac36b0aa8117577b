"""SLA alerts: recipients and times, within working hours unless urgent."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.calendars.service import business_time
from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.ids import new_id
from app.desks.agents.service import profile_of
from app.desks.models import Desk
from app.people.service import holders_of
from app.sla.events import SlaAlertDue
from app.sla.models import SlaAlert, SlaClock, SlaClockStatus
from app.tickets.models import Priority, Ticket


async def plan(session: TenantSession, ticket_id: UUID, clock_id: UUID, *, breached: bool) -> None:
    """Remember whom to tell: the assignee, or the leads of the desk."""
    ticket = await session.fetch(Ticket, ticket_id)
    people = (
        [ticket.assignee_id]
        if ticket.assignee_id is not None
        else await holders_of(session, "tickets:lead")
    )
    for person_id in people:
        alert = insert(SlaAlert).values(
            organization_id=session.actor.organization_id,
            id=new_id(),
            clock_id=clock_id,
            person_id=person_id,
            breached=breached,
            due_at=await _when(session, ticket, person_id),
        )
        await session.execute(alert.on_conflict_do_nothing())


async def send_due(session: TenantSession) -> None:
    """Tell those whose hour has come, unless the promise is no matter any more."""
    due = await session.execute(
        select(SlaAlert, SlaClock)
        .join(SlaClock, SlaClock.id == SlaAlert.clock_id)
        .where(SlaAlert.due_at <= now())
        .order_by(SlaAlert.due_at)
        .limit(200)
        .with_for_update(skip_locked=True, of=SlaAlert)
    )
    for alert, clock in due.all():
        alert.due_at = None
        if clock.met_at is None and clock.status is not SlaClockStatus.CANCELLED:
            announce(
                session,
                SlaAlertDue(
                    ticket_id=clock.ticket_id,
                    metric=clock.metric,
                    person_id=alert.person_id,
                    breached=alert.breached,
                ),
            )


async def _when(session: TenantSession, ticket: Ticket, person_id: UUID) -> datetime:
    if ticket.priority is Priority.URGENT:
        return now()
    profile = await profile_of(session, person_id)
    desk = await session.fetch(Desk, ticket.desk_id)
    calendar_id = (profile.working_calendar_id if profile else None) or desk.calendar_id
    hours = await business_time(session, calendar_id, around=now())
    return hours.next_opening(now()) or now()
