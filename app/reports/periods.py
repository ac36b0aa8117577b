"""Periods of reports, as days in the organization's zone."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.core.data.reading import Reading
from app.core.values.clock import now
from app.core.values.errors import FieldProblem, ValidationFailed
from app.core.values.text import N_
from app.reports.schemas import LONGEST, PeriodQuery

#: Unless it is asked for another period.
_USUAL = timedelta(days=29)


def period_of(reading: Reading, query: PeriodQuery) -> dict[str, Any]:
    """Zone, first and last day, and the instants from and until when they last.

    Without a last day it runs to today. 422 for what is no period, or too long a one.
    """
    zone = ZoneInfo(reading.actor.zone)
    today = now().astimezone(zone).date()
    last_day = query.last_day or today
    first_day = query.first_day or last_day - _USUAL
    _check(first_day, last_day)
    return {
        "zone": reading.actor.zone,
        "first_day": first_day,
        "last_day": last_day,
        "starts_at": datetime.combine(first_day, time(), zone),
        "ends_at": datetime.combine(last_day + timedelta(days=1), time(), zone),
    }


def _check(first_day: date, last_day: date) -> None:
    if last_day < first_day:
        detail = N_("A period ends after it begins.")
    elif last_day - first_day > LONGEST:
        detail = N_("A period is a year long at most.")
    else:
        return
    problem = FieldProblem(pointer="#/query/first_day", code="period", detail=detail, params={})
    raise ValidationFailed(errors=[problem])
