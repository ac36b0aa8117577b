"""Availability of technicians: working hours, holidays and bookings in one view."""

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import takewhile
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.calendars.business_time.service import BusinessTime
from app.calendars.schemas import minute_of
from app.calendars.service import business_time, business_times
from app.core.data.reading import Rows
from app.core.values.clock import now
from app.schedules.availability.intervals import (
    AvailabilityStatus,
    Interval,
    TechnicianHours,
    stacked,
)
from app.schedules.availability.reads import BOOKED, HOURS_OF, VISITS
from app.schedules.working_hours.schemas import VisitOutside
from app.schedules.working_hours.shifts import HoursRule, Period, Week, WorkRules

#: How far visits are looked at, and how many of them are told.
_AHEAD = timedelta(days=366)
_MOST_TOLD = 100


async def availability_of(
    source: Rows, technicians: Sequence[Mapping[str, Any]], period: Period
) -> list[tuple[str, list[Interval]]]:
    """Zone and intervals of each technician (as `TECHNICIANS` reads them), in two statements."""
    calendars = await business_times(
        source, (row["calendar_id"] for row in technicians), around=period[0]
    )
    booked: dict[UUID, list[Interval]] = defaultdict(list)
    ids = [row["id"] for row in technicians]
    for booking in await source.rows(BOOKED, person_ids=ids, since=period[0], until=period[1]):
        booked[booking["person_id"]].append(
            Interval(
                booking["starts_at"],
                booking["ends_at"],
                AvailabilityStatus.TAKEN,
                booking["kind"],
                booking_id=booking["id"],
            )
        )
    found = []
    for row in technicians:
        hours = _hours(row, calendars[row["calendar_id"]])
        layers = [*hours.layers(period), booked[row["id"]]]
        found.append((hours.zone.key, stacked(layers, period)))
    return found


async def visits_outside(source: Rows, person_id: UUID) -> list[VisitOutside]:
    """Visits ahead that do not lie wholly within the hours of their technician."""
    start = now()
    visits = await source.rows(VISITS, person_ids=[person_id], since=start, until=start + _AHEAD)
    row = await source.row(HOURS_OF, person_id=person_id)
    if not visits or row is None:
        return []
    calendars = await business_times(source, [row["calendar_id"]], around=start)
    hours = _hours({**row, "periods": json.loads(row["periods"])}, calendars[row["calendar_id"]])
    whole = (visits[0]["starts_at"], visits[-1]["ends_at"])
    parts = stacked(hours.layers(whole), whole)
    ends = [part.ends_at for part in parts]
    found = []
    for visit in visits:
        first = bisect_right(ends, visit["starts_at"])
        during = takewhile(lambda part: part.starts_at < visit["ends_at"], parts[first:])  # noqa: B023 - used at once
        if any(part.status is not AvailabilityStatus.FREE for part in during):
            found.append(
                VisitOutside(
                    booking_id=visit["id"],
                    starts_at=visit["starts_at"],
                    ends_at=visit["ends_at"],
                    note=visit["note"],
                )
            )
    return found[:_MOST_TOLD]


async def zone_of(source: Rows, person_id: UUID) -> ZoneInfo:
    """The time zone in which a technician works."""
    row = await source.row(HOURS_OF, person_id=person_id)
    if row is not None and row["zone"]:
        return ZoneInfo(row["zone"])
    calendar_id = row["calendar_id"] if row is not None else None
    return (await business_time(source, calendar_id, around=now())).zone


def _hours(row: Mapping[str, Any], calendar: BusinessTime) -> TechnicianHours:
    if row["hours_id"] is None:
        return TechnicianHours(calendar)
    zone = ZoneInfo(row["zone"]) if row["zone"] else calendar.zone
    own = WorkRules(zone, tuple(_rule(period) for period in row["periods"]))
    return TechnicianHours(calendar, own, observes_calendar=row["observes_calendar"])


def _rule(period: Mapping[str, Any]) -> HoursRule:
    return HoursRule(
        date.fromisoformat(period["first_day"]),
        date.fromisoformat(period["last_day"]) if period["last_day"] else None,
        tuple(_week(week["intervals"]) for week in period["weeks"]),
    )


def _week(intervals: Sequence[Mapping[str, Any]]) -> Week:
    week: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    for shift in intervals:
        starts, ends = minute_of(shift["starts"]), minute_of(shift["ends"])
        week[shift["weekday"]].append((starts, ends + 1440 * (ends < starts)))
    return tuple(tuple(day) for day in week)
