"""Periods of reports, as days in the organization's zone."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.core.data.reading import Reading
from app.core.values.clock import now
from app.reports.schemas import PeriodQuery

#: Unless it is asked for another period.
_USUAL = timedelta(days=29)


def period_of(reading: Reading, query: PeriodQuery) -> dict[str, Any]:
    """Zone, first and last day, and the instants from and until when they last."""
    zone = ZoneInfo(reading.actor.zone)
    today = now().astimezone(zone).date()
    last_day = query.last_day or (query.first_day and query.first_day + _USUAL) or today
    first_day = query.first_day or last_day - _USUAL
    return {
        "zone": reading.actor.zone,
        "first_day": first_day,
        "last_day": last_day,
        "starts_at": datetime.combine(first_day, time(), zone),
        "ends_at": datetime.combine(last_day + timedelta(days=1), time(), zone),
    }
