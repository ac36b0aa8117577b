"""Business time: adding working time to an instant, measuring and explaining it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

#: Minutes of a day from and until which work is done; 1440 is midnight at its end.
Hours = tuple[tuple[int, int], ...]
Reason = Literal["working_hours", "outside_hours", "holiday", "closed"]

_A_DAY = timedelta(days=1)
#: A calendar that has not opened after so many days never does.
_LONGEST = 800


class NeverOpen(Exception):
    """There is not enough working time in this calendar within two years."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of time that counted, or did not and why."""

    starts_at: datetime
    ends_at: datetime
    counted: bool
    reason: Reason
    #: Of the holiday, or the reason of the exception.
    name: str | None = None


@dataclass(frozen=True, slots=True)
class _Day:
    windows: tuple[tuple[datetime, datetime], ...]
    closed_reason: Reason
    name: str | None


@dataclass(frozen=True)
class BusinessTime:
    """Opening hours of a calendar.

    An exception of the day comes before a holiday, which comes before the hours of the week; a
    calendar that is always open knows exceptions only. `week` begins on Monday; `holidays` names
    the holidays of a year, by date.
    """

    zone: ZoneInfo
    week: tuple[Hours, ...]
    is_24x7: bool = False
    overrides: Mapping[date, tuple[Hours, str]] = field(default_factory=dict)
    holidays: Callable[[int], Mapping[date, str]] = lambda _year: {}
    _days: dict[date, _Day] = field(default_factory=dict, compare=False, repr=False)

    def is_open(self, at: datetime) -> bool:
        return any(start <= at < end for start, end in self._day(self._local(at)).windows)

    def add(self, at: datetime, seconds: int) -> datetime:
        """The earliest instant at which so many working seconds have passed since `at`."""
        if seconds <= 0:
            return at
        left = timedelta(seconds=seconds)
        for opens, closes in self._windows_from(at):
            begin = max(opens, at)
            if begin + left <= closes:
                return begin + left
            left -= closes - begin
        raise NeverOpen

    def between(self, start: datetime, end: datetime) -> int:
        """Working seconds from `start` to `end`; 0 when it ends before it starts."""
        total = timedelta()
        for opens, closes in self._windows_from(start):
            if opens >= end:
                break
            total += max(min(closes, end) - max(opens, start), timedelta())
        return int(total.total_seconds())

    def next_opening(self, at: datetime) -> datetime | None:
        """The next instant at which it is open, `at` itself if it is; None: not in two years."""
        for start, end in self._windows_from(at):
            if end > at:
                return max(start, at)
        return None

    def segments(self, start: datetime, end: datetime) -> list[Segment]:
        """All of [start, end), cut where it begins or ceases to count, with the reason."""
        found: list[Segment] = []
        day = self._local(start)
        at = start
        while at < end:
            what = self._day(day)
            until = min(self._midnight(day + _A_DAY), end)
            for opens, closes in what.windows:
                begin, stop = max(opens, at), min(closes, until)
                if begin < stop:
                    _grow(found, Segment(at, begin, False, what.closed_reason, what.name))
                    _grow(found, Segment(begin, stop, True, "working_hours"))
                    at = stop
            _grow(found, Segment(at, until, False, what.closed_reason, what.name))
            at, day = max(at, until), day + _A_DAY
        return found

    def _windows_from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        day = self._local(at)
        for distance in range(_LONGEST):
            for window in self._day(day + timedelta(days=distance)).windows:
                if window[1] > at:
                    yield window

    def _local(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def _day(self, day: date) -> _Day:
        if day not in self._days:
            self._days[day] = self._look_up(day)
        return self._days[day]

    def _look_up(self, day: date) -> _Day:
        if day in self.overrides:
            hours, name = self.overrides[day]
            return _Day(self._open(day, hours), "closed", name)
        if self.is_24x7:
            return _Day(self._open(day, ((0, 1440),)), "outside_hours", None)
        holiday = self.holidays(day.year).get(day)
        if holiday is not None:
            return _Day((), "holiday", holiday)
        return _Day(self._open(day, self.week[day.weekday()]), "outside_hours", None)

    def _open(self, day: date, hours: Hours) -> tuple[tuple[datetime, datetime], ...]:
        windows: list[tuple[datetime, datetime]] = []
        for first, last in sorted(hours):
            start, end = self._instant(day, first), self._instant(day, last)
            # Where the clock jumps, hours of the day may fall together: none is counted twice.
            start = max(start, windows[-1][1]) if windows else start
            if start < end:
                windows.append((start, end))
        return tuple(windows)

    def _instant(self, day: date, minute: int) -> datetime:
        if minute == 1440:
            return self._midnight(day + _A_DAY)
        wall = datetime.combine(day, time(minute // 60, minute % 60), self.zone)
        return wall.astimezone(UTC)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone).astimezone(UTC)


def _grow(found: list[Segment], segment: Segment) -> None:
    """Append, or lengthen the last one when nothing changed."""
    if segment.starts_at >= segment.ends_at:
        return
    last = found[-1] if found else None
    if last and (last.counted, last.reason, last.name) == (
        segment.counted,
        segment.reason,
        segment.name,
    ):
        found[-1] = Segment(last.starts_at, segment.ends_at, last.counted, last.reason, last.name)
    else:
        found.append(segment)
