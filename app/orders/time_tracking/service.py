"""Time tracking of a visit: travel, work and pauses, one segment after the other.

A device's clock is believed as far as it tells something possible. What it says, when the server
heard of it and what counts is kept for each step, and a difference beyond a few minutes is shown.
"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from app.core.data.database import TenantSession
from app.core.data.objects import objects
from app.core.values.clock import now
from app.core.values.ids import new_id
from app.orders.visits.models import SegmentKind, Visit, VisitSegment
from app.signatures.schemas import SKEW

#: What the column holds: 68 years.
_MOST_SECONDS = 2**31 - 1
_SEGMENTS = objects(
    select(VisitSegment)
    .where(
        VisitSegment.organization_id == bindparam("organization_id"),
        VisitSegment.visit_id == bindparam("visit_id"),
    )
    .order_by(VisitSegment.started_at)
)


async def take_step(
    session: TenantSession,
    visit: Visit,
    step: str,
    reported_at: datetime,
    *,
    then: SegmentKind | None = None,
) -> datetime:
    """Take a step of the visit, after which its time goes to `then`; return when it happened.

    That is what the device says, as long as it differs by a few minutes only from what counts.
    """
    received_at = now()
    counted_at = _possible_time(session, visit, reported_at, received_at)
    await switch_segment(session, visit, then, counted_at)
    skew = abs(received_at - reported_at)
    if skew > SKEW:
        seconds = min(round(skew.total_seconds()), _MOST_SECONDS)
        visit.clock_skew_seconds = max(visit.clock_skew_seconds, seconds)
    times = {"reported_at": reported_at, "received_at": received_at, "counted_at": counted_at}
    written = {name: _written(at) for name, at in times.items()}
    visit.steps = [*visit.steps, {"step": step} | written]
    return reported_at if abs(reported_at - counted_at) <= SKEW else counted_at


async def switch_segment(
    session: TenantSession, visit: Visit, kind: SegmentKind | None, occurred_at: datetime
) -> None:
    """End what the technician's time went to until now, and begin what it goes to from now on."""
    segments = await session.objects(_SEGMENTS, visit_id=visit.id)
    at = min(occurred_at, now())
    if segments:
        at = max(at, segments[-1].ended_at or segments[-1].started_at)
        segments[-1].ended_at = segments[-1].ended_at or at
        await session.flush()
    spent = dict.fromkeys(SegmentKind, timedelta())
    for segment in segments:
        assert segment.ended_at is not None  # the last one was the only one that ran
        spent[segment.kind] += segment.ended_at - segment.started_at
    visit.travel_seconds = round(spent[SegmentKind.TRAVEL].total_seconds())
    visit.work_seconds = round(spent[SegmentKind.WORK].total_seconds())
    visit.pause_seconds = round(spent[SegmentKind.PAUSE].total_seconds())
    if kind is not None:
        session.add(VisitSegment(id=new_id(), visit_id=visit.id, kind=kind, started_at=at))


def _possible_time(
    session: TenantSession, visit: Visit, reported_at: datetime, received_at: datetime
) -> datetime:
    """The time that counts for what a device reports of a visit.

    No step happens before the one that came before it, nor in the future. What is said to have
    happened before the day of the visit, or the day on which it was scheduled if that is earlier,
    happened when it was received: such a clock tells nothing.
    """
    zone = ZoneInfo(session.actor.zone)
    scheduled_at = datetime.fromtimestamp((visit.id.int >> 80) / 1000, UTC)
    day = min(visit.starts_at, scheduled_at).astimezone(zone).date()
    if reported_at < datetime.combine(day, time(), zone):
        reported_at = received_at
    possible = min(reported_at, received_at)
    if not visit.steps:
        return possible
    return max(possible, datetime.fromisoformat(visit.steps[-1]["counted_at"]))


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
