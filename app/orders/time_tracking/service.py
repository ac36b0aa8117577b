"""Time tracking of a visit: travel, work and pauses, one segment after the other."""

from datetime import datetime, timedelta

from sqlalchemy import select

from app.core.data.database import TenantSession
from app.core.values.clock import now
from app.core.values.ids import new_id
from app.orders.visits.models import SegmentKind, Visit, VisitSegment


async def switch_segment(
    session: TenantSession, visit: Visit, kind: SegmentKind | None, occurred_at: datetime
) -> None:
    """End what the technician's time went to until now, and begin what it goes to from now on."""
    found = select(VisitSegment).where(VisitSegment.visit_id == visit.id)
    segments = list(await session.scalars(found.order_by(VisitSegment.started_at)))
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
