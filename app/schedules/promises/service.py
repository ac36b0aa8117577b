"""Windows that customers are promised: intervals in which the visit starts, apart from its slot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.calendars.schemas import minute_of
from app.organizations.schemas import DayShift
from app.schedules.models import PromiseKind
from app.schedules.working_hours.shifts import local_instant

TWO_HOURS = timedelta(hours=2)
#: A promise that is wider says nothing.
LONGEST_WINDOW = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Promise:
    """A window that was promised; a visit keeps it that starts in it, both ends included."""

    kind: PromiseKind
    starts_from: datetime
    starts_until: datetime

    def holds(self, starts_at: datetime) -> bool:
        return self.starts_from <= starts_at <= self.starts_until


def promise_around(
    kind: PromiseKind, starts_at: datetime, zone: ZoneInfo, shifts: Sequence[DayShift]
) -> Promise:
    """The window of this kind around the start of a visit.

    A start outside all shifts of the day is promised within two hours.
    """
    if kind is PromiseKind.EXACT:
        return Promise(kind, starts_at, starts_at)
    if kind is PromiseKind.SHIFT:
        day = starts_at.astimezone(zone).date()
        for shift in shifts:
            first, last = (
                local_instant(zone, day, minute_of(clock)) for clock in (shift.starts, shift.ends)
            )
            if first <= starts_at < last:
                return Promise(kind, first, last)
    return Promise(PromiseKind.TWO_HOURS, starts_at, starts_at + TWO_HOURS)
