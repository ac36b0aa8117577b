"""Stored SLA clocks: the ledger's result, for lists, sweeps and listeners."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import select

from app.core.data.database import TenantSession
from app.core.data.statements import sql
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import NotFound
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
from app.sla.facts import STORY, facts_from, instant
from app.sla.ledger import Clock, clocks_of
from app.sla.models import SlaClock, SlaClockStatus
from app.sla.service import PROMISES, changed_terms
from app.tickets.service import note_due

#: Sweeps look at so many clocks in one go.
AT_ONCE = 200

_TIMES = ("started_at", "running_since", "due_at", "warn_at", "met_at", "breached_at")
_LOCK = sql("""select from tickets where organization_id = :organization_id and id = :id
          for no key update""")
_KNOWN = sql(f"""select {STORY}, {PROMISES}, t.due_at,
       (select coalesce(json_agg(json_build_object(
                   'id', c.id, 'cycle', c.cycle, 'metric', c.metric, 'number', c.number,
                   'status', c.status, 'target_seconds', c.target_seconds,
                   'consumed_seconds', c.consumed_seconds, 'started_at', c.started_at,
                   'running_since', c.running_since, 'due_at', c.due_at, 'warn_at', c.warn_at,
                   'met_at', c.met_at, 'breached_at', c.breached_at)), '[]')::text
          from sla_clocks c
         where c.organization_id = :organization_id and c.ticket_id = t.id) as clocks
  from tickets t join desks d on d.organization_id = :organization_id and d.id = t.desk_id
 where t.organization_id = :organization_id and t.id = :id""")  # noqa: S608 - our own text
_WRITE = sql("""with terms as (
           insert into sla_terms (organization_id, id, ticket_id, since, policy_id, policy_version,
                                  calendar_id, targets, warn_percent, first_response_pauses)
           select :organization_id, id, :ticket_id::uuid, since, policy_id, policy_version,
                  calendar_id, targets, warn_percent, first_response_pauses
             from jsonb_to_recordset(:terms::text::jsonb)
                  as t(id uuid, since timestamptz, policy_id uuid, policy_version int,
                       calendar_id uuid, targets jsonb, warn_percent int,
                       first_response_pauses bool)
           returning id
       )
       insert into sla_clocks (organization_id, ticket_id, id, cycle, metric, number, status,
                               target_seconds, consumed_seconds, started_at, running_since, due_at,
                               warn_at, met_at, breached_at, segments)
       select :organization_id, :ticket_id::uuid, c.*
         from jsonb_to_recordset(:clocks::text::jsonb)
              as c(id uuid, cycle int, metric text, number int, status text, target_seconds int,
                   consumed_seconds int, started_at timestamptz, running_since timestamptz,
                   due_at timestamptz, warn_at timestamptz, met_at timestamptz,
                   breached_at timestamptz, segments jsonb)
       on conflict (organization_id, ticket_id, cycle, metric, number) do update
          set (status, target_seconds, consumed_seconds, running_since, due_at, warn_at, met_at,
               breached_at, segments)
            = (excluded.status, excluded.target_seconds, excluded.consumed_seconds,
               excluded.running_since, excluded.due_at, excluded.warn_at, excluded.met_at,
               excluded.breached_at, excluded.segments)""")


async def refresh(session: TenantSession, ticket_id: UUID) -> None:
    """Bring the stored clocks in line with what happened; doing it again changes nothing.

    A clock that has ended stays as it ended, whatever is changed in a calendar afterwards.
    """
    # A statement of its own: what the next one reads has to be from after the lock.
    if await session.row(_LOCK, id=ticket_id) is None:
        raise NotFound
    known = await session.row(_KNOWN, id=ticket_id)
    assert known is not None
    terms = json.loads(known["terms"])
    added = changed_terms(known, terms)
    terms += added
    if not terms:
        return
    moment = now()
    clocks = clocks_of(await facts_from(session, known, terms), moment)
    stored = {(c["cycle"], c["metric"], c["number"]): c for c in json.loads(known["clocks"])}
    rows, owed = [], []
    for clock in clocks:
        before = _read(stored.get((clock.cycle, clock.metric, clock.number)))
        if before and has_ended(before):
            continue
        clock.stay_breached(before["breached_at"] if before else None)
        if clock.ended_at is None:
            # A promise that was broken is owed all the same, also while its clock waits.
            owed.append(clock.breached_at or clock.due_at)
        row = _state(clock, before, moment)
        _tell_of_changes(session, ticket_id, clock, row, before)
        if row != before:
            ended = clock.ended_at and account_of(clock, clock.ended_at)
            rows.append(row | {"segments": ended})
    if rows or added:
        written = {"terms": json.dumps(added), "clocks": json.dumps(rows, default=str)}
        await session.rows(_WRITE, ticket_id=ticket_id, **written)
    if (due_at := min(filter(None, owed), default=None)) != known["due_at"]:
        await note_due(session, ticket_id, due_at)


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
            announce(
                session,
                SlaWarned(
                    ticket_id=clock.ticket_id,
                    metric=clock.metric,
                    clock_id=clock.id,
                    due_at=clock.due_at,
                ),
            )


def has_ended(stored: Mapping[str, Any] | asyncpg.Record) -> bool:
    """Return True if nothing can happen to a stored clock any more."""
    over = (SlaClockStatus.MET, SlaClockStatus.CANCELLED)
    return stored["met_at"] is not None or stored["status"] in over


def account_of(clock: Clock, until: datetime) -> list[dict[str, Any]]:
    """The life of a clock up to an instant: what counted, what did not, and why."""
    return [
        {
            "starts_at": part.starts_at.isoformat(),
            "ends_at": part.ends_at.isoformat(),
            "counted": part.counted,
            "basis": part.reason,
            "name": part.name,
        }
        for part in clock.segments(until)
    ]


def _read(stored: dict[str, Any] | None) -> dict[str, Any] | None:
    return stored and stored | {name: stored[name] and instant(stored[name]) for name in _TIMES}


def _state(clock: Clock, before: dict[str, Any] | None, moment: datetime) -> dict[str, Any]:
    return {
        "id": before["id"] if before else str(new_id()),
        "cycle": clock.cycle,
        "metric": clock.metric,
        "number": clock.number,
        "status": clock.status,
        "target_seconds": clock.target_seconds,
        "consumed_seconds": clock.consumed(moment),
        "started_at": clock.started_at,
        "running_since": clock.running_since,
        "due_at": clock.due_at,
        "warn_at": clock.warn_at if clock.breached_at is None else None,
        "met_at": clock.met_at,
        "breached_at": clock.breached_at,
    }


def _tell_of_changes(
    session: TenantSession,
    ticket_id: UUID,
    clock: Clock,
    row: dict[str, Any],
    before: dict[str, Any] | None,
) -> None:
    about: dict[str, Any] = {"ticket_id": ticket_id, "metric": clock.metric}
    if before is None:
        announce(session, SlaActivated(**about, due_at=clock.due_at))
    elif before["met_at"] is None and clock.met_at is not None:
        announce(session, SlaFulfilled(**about, met_at=clock.met_at))
    elif before["status"] != clock.status == SlaClockStatus.CANCELLED:
        announce(session, SlaCancelled(**about))
    elif before["running_since"] is not None and clock.status is SlaClockStatus.PAUSED:
        announce(session, SlaPaused(**about))
    elif before["status"] == SlaClockStatus.PAUSED and clock.status is SlaClockStatus.RUNNING:
        announce(session, SlaResumed(**about, due_at=clock.due_at))
    elif clock.met_at is None and before["due_at"] != clock.due_at:
        announce(session, SlaRetargeted(**about, due_at=clock.due_at))
    if clock.breached_at is not None and not (before and before["breached_at"]):
        breached = SlaBreached(**about, clock_id=row["id"], breached_at=clock.breached_at)
        announce(session, breached)
