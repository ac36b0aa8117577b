"""Shifts: working hours of a technician, from rules in local time to periods in UTC."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

#: Minutes from the midnight at which a day begins; beyond 1440 on the next day.
DayShifts = tuple[tuple[int, int], ...]
#: Begins on Monday.
Week = tuple[DayShifts, ...]
Period = tuple[datetime, datetime]

A_DAY = timedelta(days=1)
_A_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class HoursRule:
    """Hours from a first to a last day (None: for good): a rotation of weeks.

    The first week of the rotation is the one in which the first day lies.
    """

    first_day: date
    last_day: date | None
    weeks: tuple[Week, ...]

    def shifts_on(self, day: date) -> DayShifts:
        monday = self.first_day - timedelta(days=self.first_day.weekday())
        return self.weeks[(day - monday).days // 7 % len(self.weeks)][day.weekday()]


@dataclass(frozen=True, slots=True)
class WorkRules:
    """Rules of which on each day the one applies that began last and has not ended.

    A season is a rule with a last day over another one without. Before the first there is no work.
    """

    zone: ZoneInfo
    rules: tuple[HoursRule, ...]

    def shifts(self, starts_at: datetime, ends_at: datetime) -> list[Period]:
        """Working periods within the given one, in UTC, in order and without overlaps."""
        found: list[Period] = []
        for start, end in sorted(self._shifts_around(starts_at, ends_at)):
            if found and start <= found[-1][1]:
                found[-1] = (found[-1][0], max(found[-1][1], end))
            else:
                found.append((start, end))
        return [
            (max(start, starts_at), min(end, ends_at))
            for start, end in found
            if start < ends_at and end > starts_at
        ]

    def _shifts_around(self, starts_at: datetime, ends_at: datetime) -> Iterator[Period]:
        rules = sorted(self.rules, key=lambda rule: rule.first_day)
        first_days = [rule.first_day for rule in rules]
        # A shift of the day before may reach into the period.
        for day in days(self.zone, starts_at - A_DAY, ends_at):
            begun = reversed(rules[: bisect_right(first_days, day)])
            rule = next((r for r in begun if r.last_day is None or day <= r.last_day), None)
            for first, last in rule.shifts_on(day) if rule else ():
                start, end = (
                    local_instant(self.zone, day, first),
                    local_instant(self.zone, day, last),
                )
                if start < end:  # else the clock jumps over it
                    yield start, end


def days(zone: ZoneInfo, starts_at: datetime, ends_at: datetime) -> Iterator[date]:
    """The local days of a period."""
    day, last = (at.astimezone(zone).date() for at in (starts_at, ends_at))
    while day <= last:
        yield day
        day += A_DAY


def local_day(zone: ZoneInfo, day: date) -> Period:
    """A day of the local calendar, which has 23 or 25 hours where the clock changes."""
    return local_instant(zone, day, 0), local_instant(zone, day, 1440)


def local_instant(zone: ZoneInfo, day: date, minute: int) -> datetime:
    """The first instant at which the local clock shows this minute of the day, or a later one.

    Of an hour that comes twice it is in the first; where the clock jumps over it, when it jumps.
    """
    later, minute = divmod(minute, 1440)
    wall = datetime.combine(day + timedelta(days=later), time(minute // 60, minute % 60), zone)
    at = wall.astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return at
    before, after = wall.replace(fold=1).astimezone(UTC), at
    new_offset = after.astimezone(zone).utcoffset()
    while after - before > _A_SECOND:
        middle = before + (after - before) // _A_SECOND // 2 * _A_SECOND
        if middle.astimezone(zone).utcoffset() == new_offset:
            after = middle
        else:
            before = middle
    return after


def outside(parts: Sequence[Period], whole: Period) -> list[Period]:
    """Rest of the whole that no part covers; the parts are in order."""
    found: list[Period] = []
    at = whole[0]
    for start, end in parts:
        if start > at:
            found.append((at, min(start, whole[1])))
        at = max(at, end)
    return [(start, end) for start, end in [*found, (at, whole[1])] if start < end]
