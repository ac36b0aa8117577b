"""`/v1/dashboards`: how the desk does."""

from datetime import datetime, time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query

from app.core.access import acting
from app.core.clock import now
from app.core.reading import Reading, one
from app.core.routing import Route
from app.reports import schemas
from app.reports.reads import SUPPORT

router = APIRouter(prefix="/dashboards", tags=["reports"], route_class=Route)

CanRead = Annotated[Reading, acting("reports:read")]
#: Unless it is asked for another period.
_USUAL = timedelta(days=29)


@router.get("/support", operation_id="getSupportDashboard", response_model=schemas.SupportDashboard)
async def get_support_dashboard(
    reading: CanRead, query: Annotated[schemas.DashboardQuery, Query()]
) -> Any:
    """What is open now, and how the desk did in a period: in figures and as a time series."""
    zone = ZoneInfo(reading.actor.zone)
    today = now().astimezone(zone).date()
    last_day = query.last_day or (query.first_day and query.first_day + _USUAL) or today
    first_day = query.first_day or last_day - _USUAL
    return await one(
        reading,
        SUPPORT,
        zone=reading.actor.zone,
        first_day=first_day,
        last_day=last_day,
        by=query.by,
        now=now(),
        desk_id=query.desk_id,
        team_id=query.team_id,
        starts_at=datetime.combine(first_day, time(), zone),
        ends_at=datetime.combine(last_day + timedelta(days=1), time(), zone),
    )
