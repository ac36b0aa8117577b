"""`/v1/dashboards`: figures of the service desk."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting
from app.core.http.routing import Route
from app.core.values.clock import now
from app.reports.periods import period_of
from app.reports.support import schemas
from app.reports.support.reads import SUPPORT

router = APIRouter(prefix="/dashboards", tags=["reports"], route_class=Route)

CanRead = Annotated[Reading, acting("reports:read")]


@router.get("/support", operation_id="getSupportDashboard", response_model=schemas.SupportDashboard)
async def get_support_dashboard(
    reading: CanRead, query: Annotated[schemas.DashboardQuery, Query()]
) -> Json:
    """Get the dashboard of the service desk.

    Gives what is open at the time of the answer, and for a period how many tickets were opened,
    solved and reopened, response and resolution times, SLA results and ratings: in total, by
    agent and topic, and as a time series. Spam and merged tickets are left out; `desk_id` and
    `team_id` narrow it.

    Without dates the period is the last 30 days, with today, in the organization's time zone;
    longer than 366 days is refused (`validation_failed`). The figures are of the whole
    organization, whoever asks.
    """
    period = period_of(reading, query)
    return await one(
        reading,
        SUPPORT,
        **period,
        by=query.by,
        now=now(),
        desk_id=query.desk_id,
        team_id=query.team_id,
    )
