"""Availability of technicians: working hours, holidays and bookings in one view."""

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.calendars.business_time.service import BusinessTime
from app.calendars.schemas import minute_of
from app.calendars.service import business_time, business_times
from app.core.data.reading import Reading, Rows
from app.core.http.listing import Listing
from app.core.values.clock import now
from app.schedules.availability.intervals import (
    AvailabilityStatus,
    Interval,
    TechnicianHours,
    stacked,
)
from app.schedules.availability.reads import (
    ACTIVE,
    BOOKED,
    GROUPS,
    HOURS_OF,
    HOURS_OF_ALL,
    NAMED,
    OF_COMPANY,
    VISITS,
)
from app.schedules.availability.schemas import (
    AvailabilityInterval,
    TechnicianQuery,
    TechniciansAsked,
)
from app.schedules.working_hours.schemas import VisitOutside
from app.schedules.working_hours.shifts import HoursRule, Period, Week, WorkRules

#: How far visits are looked at, and how many of them are told.
_AHEAD = timedelta(days=366)
_MOST_TOLD = 100


async def technicians_page(
    reading: Reading, listing: Listing, asked: TechniciansAsked
) -> tuple[list[dict[str, Any]], str | None]:
    """The technicians of a page, as `TECHNICIANS` reads them, and the cursor of the next."""
    where = [ACTIVE]
    given: dict[str, Any] = {}
    if asked.person_id is not None:
        where.append(NAMED)
        given["person_ids"] = sorted(
            {(reading.actor.person_id if i == "me" else i) or UUID(int=0) for i in asked.person_id}
        )
    if asked.company_id is not None:
        where.append(OF_COMPANY)
        given["company_id"] = asked.company_id
    if asked.team_id is not None:
        where.append(GROUPS["team_id"])
        given["team_id"] = asked.team_id
    wanted = TechnicianQuery(limit=asked.limit, cursor=asked.cursor)
    page = json.loads(bytes((await listing.page(reading, wanted, *where, **given)).body))
    return [_with_ids(row) for row in page["items"]], page["next_cursor"]


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
        hours = hours_from(row, calendars[row["calendar_id"]])
        layers = [*hours.layers(period), booked[row["id"]]]
        found.append((hours.zone.key, stacked(layers, period)))
    return found


def availability_fields(
    row: Mapping[str, Any], found: tuple[str, list[Interval]]
) -> dict[str, Any]:
    """Fields of a `TechnicianAvailability`, of a technician and what `availability_of` found."""
    zone, intervals = found
    free = sum(
        (
            part.ends_at - part.starts_at
            for part in intervals
            if part.status is AvailabilityStatus.FREE
        ),
        timedelta(),
    )
    return {
        "person_id": row["id"],
        "name": row["name"],
        "zone": zone,
        "free_minutes": int(free.total_seconds()) // 60,
        "intervals": [AvailabilityInterval(**part._asdict()) for part in intervals],
    }


async def working_periods(
    source: Rows, technicians: Sequence[Mapping[str, Any]], period: Period
) -> list[tuple[ZoneInfo, list[Period]]]:
    """Zone and working hours of each technician within the period, whatever is booked in them."""
    calendars = await business_times(
        source, (row["calendar_id"] for row in technicians), around=period[0]
    )
    found = []
    for row in technicians:
        hours = hours_from(row, calendars[row["calendar_id"]])
        parts = stacked(hours.layers(period), period)
        works = [part[:2] for part in parts if part.status is AvailabilityStatus.FREE]
        found.append((hours.zone, works))
    return found


async def visits_outside(source: Rows, person_id: UUID) -> list[VisitOutside]:
    """Visits ahead that do not lie wholly within the hours of their technician."""
    start = now()
    visits = await source.rows(VISITS, person_ids=[person_id], since=start, until=start + _AHEAD)
    if not visits:
        return []
    return _outside(await hours_of(source, person_id, around=start), visits)[:_MOST_TOLD]


async def all_visits_outside(
    source: Rows, calendar_id: UUID | None, until: datetime
) -> list[VisitOutside]:
    """Visits ahead of all technicians, or of those of a calendar, outside of their hours."""
    start = now()
    default = source.actor.organization_id
    technicians = [
        row
        for row in await source.rows(HOURS_OF_ALL)
        if calendar_id is None or (row["calendar_id"] or default) == calendar_id
    ]
    visits: dict[UUID, list[Any]] = defaultdict(list)
    ids = [row["id"] for row in technicians]
    for visit in await source.rows(VISITS, person_ids=ids, since=start, until=until):
        visits[visit["person_id"]].append(visit)
    calendars = await business_times(
        source, (row["calendar_id"] for row in technicians), around=start
    )
    found = [
        each
        for row in technicians
        if visits[row["id"]]
        for each in _outside(
            hours_from(_parsed(row), calendars[row["calendar_id"]]), visits[row["id"]]
        )
    ]
    return sorted(found, key=lambda visit: (visit.starts_at, visit.booking_id))[:_MOST_TOLD]


def _outside(hours: TechnicianHours, visits: Sequence[Any]) -> list[VisitOutside]:
    whole = (visits[0]["starts_at"], visits[-1]["ends_at"])
    parts = stacked(hours.layers(whole), whole)
    ends = [part.ends_at for part in parts]
    found = []
    for visit in visits:
        first = bisect_right(ends, visit["starts_at"])
        during = takewhile(lambda part: part.starts_at < visit["ends_at"], parts[first:])  # noqa: B023 - used at once
        if any(part.status is AvailabilityStatus.OFF for part in during):
            found.append(
                VisitOutside(
                    booking_id=visit["id"],
                    person_id=visit["person_id"],
                    order_id=visit["order_id"],
                    starts_at=visit["starts_at"],
                    ends_at=visit["ends_at"],
                    note=visit["note"],
                )
            )
    return found


async def zone_of(source: Rows, person_id: UUID) -> ZoneInfo:
    """The time zone in which a technician works."""
    return (await hours_of(source, person_id, around=now())).zone


async def hours_of(source: Rows, person_id: UUID, *, around: datetime) -> TechnicianHours:
    """Working time of one technician, in two statements."""
    row = await source.row(HOURS_OF, person_id=person_id)
    assert row is not None
    calendar = await business_time(source, row["calendar_id"], around=around)
    return hours_from(_parsed(row), calendar)


def _parsed(row: Any) -> dict[str, Any]:
    return {**row} | {
        name: json.loads(row[name]) if row[name] else None for name in ("periods", "on_call")
    }


def _with_ids(row: dict[str, Any]) -> dict[str, Any]:
    calendar_id = row["calendar_id"]
    return row | {
        "id": UUID(row["id"]),
        "calendar_id": UUID(calendar_id) if calendar_id else None,
    }


def hours_from(row: Mapping[str, Any], calendar: BusinessTime) -> TechnicianHours:
    """Working time of a technician, of a row with the columns of their working hours."""
    on_call = tuple(
        (datetime.fromisoformat(period["starts_at"]), datetime.fromisoformat(period["ends_at"]))
        for period in row.get("on_call") or ()
    )
    if row["hours_id"] is None:
        return TechnicianHours(calendar, on_call=on_call)
    zone = ZoneInfo(row["zone"]) if row["zone"] else calendar.zone
    own = WorkRules(zone, tuple(_rule(period) for period in row["periods"]))
    return TechnicianHours(
        calendar, own, observes_calendar=row["observes_calendar"], on_call=on_call
    )


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
