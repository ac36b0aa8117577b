"""Stored SLA clocks: the ledger's result, for lists, sweeps and listeners."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.ids import new_id
from app.sla.events import (
    SlaActivated,
    SlaBreached,
    SlaCancelled,
    SlaFulfilled,
    SlaPaused,
    SlaResumed,
    SlaRetargeted,
    SlaWarned,
)
from app.sla.facts import facts_of
from app.sla.ledger import Clock, clocks_of
from app.sla.models import SlaClock, SlaClockStatus
from app.sla.service import bring_terms_up_to_date
from app.tickets.models import Ticket
from app.tickets.service import note_due

#: Sweeps look at so many clocks in one go.
AT_ONCE = 200


async def refresh(session: TenantSession, ticket_id: UUID) -> None:
    """Bring the stored clocks in line with what happened; doing it again changes nothing."""
    ticket = await session.fetch(Ticket, ticket_id, lock=True)
    if not await bring_terms_up_to_date(session, ticket):
        return
    moment = now()
    clocks = clocks_of(await facts_of(session, ticket_id), moment)
    known = {
        (row.cycle, row.metric, row.number): row
        for row in await session.scalars(select(SlaClock).where(SlaClock.ticket_id == ticket_id))
    }
    for clock in clocks:
        row = known.get((clock.cycle, clock.metric, clock.number))
        if row is None:
            row = SlaClock(
                id=new_id(),
                ticket_id=ticket_id,
                cycle=clock.cycle,
                metric=clock.metric,
                number=clock.number,
                started_at=clock.started_at,
                target_seconds=clock.target_seconds,
            )
            session.add(row)
            announce(session, SlaActivated(**_about(row), due_at=clock.due_at))
        else:
            _tell_of_changes(session, row, clock)
        _copy(session, row, clock, moment)
    due = [clock.due_at for clock in clocks if clock.due_at and clock.breached_at is None]
    await note_due(session, ticket, min(due, default=None))
    await session.flush()


async def look_at_due_clocks(session: TenantSession) -> None:
    """Notice breaches and warnings that no other event brings up."""
    due = await session.scalars(
        select(SlaClock.ticket_id)
        .where(SlaClock.status == SlaClockStatus.RUNNING, SlaClock.due_at <= now())
        .order_by(SlaClock.due_at)
        .limit(AT_ONCE)
    )
    for ticket_id in sorted(set(due)):
        await refresh(session, ticket_id)
    warning = await session.scalars(
        select(SlaClock)
        .where(SlaClock.warned_at.is_(None), SlaClock.warn_at <= now())
        .order_by(SlaClock.warn_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    for clock in warning:
        clock.warned_at = now()
        if clock.due_at is not None and clock.breached_at is None:
            warned = SlaWarned(**_about(clock), clock_id=clock.id, due_at=clock.due_at)
            announce(session, warned)


def _copy(session: TenantSession, row: SlaClock, clock: Clock, moment: datetime) -> None:
    is_new_breach = clock.breached_at is not None and row.breached_at is None
    if is_new_breach:
        assert clock.breached_at is not None
        announce(
            session,
            SlaBreached(**_about(row), clock_id=row.id, breached_at=clock.breached_at),
        )
    row.status = clock.status
    row.target_seconds = clock.target_seconds
    row.consumed_seconds = clock.consumed(moment)
    row.running_since, row.due_at = clock.running_since, clock.due_at
    row.warn_at = clock.warn_at if clock.breached_at is None else None
    row.met_at = clock.met_at
    # What was told as broken stays broken, whatever is changed in a calendar afterwards.
    row.breached_at = row.breached_at or clock.breached_at


def _tell_of_changes(session: TenantSession, row: SlaClock, clock: Clock) -> None:
    about = _about(row)
    if row.met_at is None and clock.met_at is not None:
        announce(session, SlaFulfilled(**about, met_at=clock.met_at))
    elif row.status is not SlaClockStatus.CANCELLED and clock.status is SlaClockStatus.CANCELLED:
        announce(session, SlaCancelled(**about))
    elif row.running_since is not None and clock.status is SlaClockStatus.PAUSED:
        announce(session, SlaPaused(**about))
    elif row.status is SlaClockStatus.PAUSED and clock.status is SlaClockStatus.RUNNING:
        announce(session, SlaResumed(**about, due_at=clock.due_at))
    elif clock.met_at is None and row.due_at != clock.due_at:
        announce(session, SlaRetargeted(**about, due_at=clock.due_at))


def _about(row: SlaClock) -> dict[str, Any]:
    return {"ticket_id": row.ticket_id, "metric": row.metric}
