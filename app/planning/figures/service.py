"""Figures of the agenda: how the time of technicians was used, and what became of the plan."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.core.data.reading import Rows
from app.core.data.statements import sql
from app.gateways.travel import GeoPoint, TravelProfile, estimate
from app.planning.figures.schemas import TechnicianFigures
from app.planning.plans.agenda import technicians_of, without
from app.schedules.availability.service import working_periods
from app.schedules.models import LONGEST, BookingKind

_BOOKED = sql("""
    select b.person_id, b.kind, b.promised_from, b.promised_until,
           coalesce(v.starts_at, b.starts_at) as starts_at,
           coalesce(v.ends_at, b.ends_at) as ends_at,
           v.status, v.travel_seconds, v.work_seconds, v.started_at,
           coalesce(v.arrived_at, v.started_at) as arrived_at, s.latitude, s.longitude
      from bookings b
      left join visits v on v.organization_id = :organization_id and v.booking_id = b.id
      left join orders o on o.organization_id = :organization_id and o.id = v.order_id
      left join sites s on s.organization_id = :organization_id and s.id = o.site_id
     where b.organization_id = :organization_id and b.person_id = any(:person_ids::uuid[])
       and b.active and b.starts_at < :until and b.starts_at >= :since_longest
       and b.ends_at > :since
     order by b.starts_at, b.id""")

Row = Mapping[str, Any]


async def figures_of(
    source: Rows, period: tuple[datetime, datetime], person_ids: Sequence[UUID] | None
) -> list[TechnicianFigures]:
    """Figures of active technicians by name, in four statements over the period alone."""
    technicians = await technicians_of(source, person_ids)
    working = await working_periods(source, technicians, period)
    booked: dict[UUID, list[Row]] = defaultdict(list)
    for row in await source.rows(
        _BOOKED,
        person_ids=[technician["id"] for technician in technicians],
        since=period[0],
        since_longest=period[0] - LONGEST,
        until=period[1],
    ):
        booked[row["person_id"]].append(dict(row))
    found = []
    for technician, (zone, works) in zip(technicians, working, strict=True):
        rows = booked[technician["id"]]
        away = [(r["starts_at"], r["ends_at"]) for r in rows if r["kind"] != BookingKind.VISIT]
        works_for = _seconds(sum((e - s for s, e in without(works, away)), timedelta()))
        mine = [
            row
            for row in rows
            if row["kind"] == BookingKind.VISIT and period[0] <= row["starts_at"] < period[1]
        ]
        found.append(_figures(technician, works_for, mine, zone))
    return found


def _figures(
    technician: Row, working_seconds: int, booked: Sequence[Row], zone: ZoneInfo
) -> TechnicianFigures:
    visits = [row for row in booked if row["status"] is not None]
    met = [row for row in visits if row["promised_from"] and row["arrived_at"]]
    kept = [r for r in met if r["promised_from"] <= r["arrived_at"] <= r["promised_until"]]
    started = [row for row in visits if row["started_at"]]
    late = sum((row["started_at"] - row["starts_at"] for row in started), timedelta())
    booked_seconds = sum(_length(row) for row in booked)
    travel = sum(row["travel_seconds"] for row in visits)
    work = sum(row["work_seconds"] for row in visits)
    return TechnicianFigures(
        person_id=technician["id"],
        name=technician["name"],
        visits=len(visits),
        done=sum(row["status"] == "completed" for row in visits),
        failed=sum(row["status"] in {"no_show", "failed"} for row in visits),
        working_seconds=working_seconds,
        booked_seconds=booked_seconds,
        utilization=_share(booked_seconds, working_seconds),
        travel_seconds=travel,
        work_seconds=work,
        travel_share=_share(travel, travel + work),
        metres=_metres(visits, zone),
        promises=len(met),
        promises_kept=len(kept),
        promises_kept_share=_share(len(kept), len(met)),
        planned_seconds=sum(_length(row) for row in visits if row["work_seconds"]),
        late_seconds=_seconds(late) // len(started) if started else None,
    )


def _metres(visits: Sequence[Row], zone: ZoneInfo) -> int:
    placed = sorted(
        (row for row in visits if row["latitude"] is not None), key=lambda row: row["starts_at"]
    )
    metres = 0
    for _day, of_day in groupby(placed, key=lambda row: row["starts_at"].astimezone(zone).date()):
        for origin, destination in pairwise(
            GeoPoint(r["latitude"], r["longitude"]) for r in of_day
        ):
            metres += estimate(origin, destination, TravelProfile.URBAN).metres
    return metres


def _length(row: Row) -> int:
    return _seconds(row["ends_at"] - row["starts_at"])


def _seconds(length: timedelta) -> int:
    return int(length.total_seconds())


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
