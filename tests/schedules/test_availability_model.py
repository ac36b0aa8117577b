"""Availability held against a model that looks at the clock on the wall, minute by minute."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate, pairwise
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calendars.business_time.service import BusinessTime
from app.schedules.availability.intervals import (
    AvailabilityStatus,
    Interval,
    TechnicianHours,
    stacked,
)
from app.schedules.working_hours.shifts import HoursRule, Week, WorkRules, local_instant

A_MINUTE = timedelta(minutes=1)
A_DAY = timedelta(days=1)
DAYS = 6
#: Around changes of offset: at one, at two, at midnight (where a day has no midnight), by half an
#: hour; a day that never was; a turn of the year and a leap day where nothing changes.
PLACES = [
    ("America/Sao_Paulo", date(2018, 11, 2)),
    ("America/Sao_Paulo", date(2018, 2, 15)),
    ("America/Sao_Paulo", date(2026, 12, 29)),
    ("America/Manaus", date(2028, 2, 27)),
    ("Europe/Lisbon", date(2026, 3, 26)),
    ("Europe/Lisbon", date(2026, 10, 22)),
    ("Atlantic/Azores", date(2026, 3, 26)),
    ("Atlantic/Azores", date(2026, 10, 22)),
    ("America/New_York", date(2026, 10, 29)),
    ("America/Havana", date(2026, 10, 29)),
    ("Australia/Lord_Howe", date(2026, 9, 30)),
    ("Pacific/Apia", date(2011, 12, 27)),
]


@cache
def _clock(place: tuple[str, date]) -> tuple[datetime, list[datetime]]:
    """What the clock on the wall has shown at the latest, each minute from two days before."""
    zone, first = ZoneInfo(place[0]), place[1]
    start = datetime.combine(first - 2 * A_DAY, datetime.min.time(), UTC)
    instants = (start + minute * A_MINUTE for minute in range((DAYS + 5) * 1440))
    walls = (at.astimezone(zone).replace(tzinfo=None) for at in instants)
    return start, [*accumulate(walls, max)]


class Model:
    """Each minute of a few days: what a technician does in it, looked up in the plainest way."""

    def __init__(self, place: tuple[str, date]) -> None:
        self.start, self.walls = _clock(place)
        self.minutes: list[tuple[str, str, str | None]] = [("off", "outside_hours", None)] * len(
            self.walls
        )

    def paint(self, day: date, span: tuple[int, int], what: tuple[str, str, str | None]) -> None:
        """Come when the clock shows the first minute or a later one, leave when it shows the last.

        Those who come early do not come again when an hour comes twice.
        """
        midnight = datetime.combine(day, datetime.min.time())
        first, last = (midnight + minute * A_MINUTE for minute in span)
        # The clocks are in order, since each shows the latest so far.
        come, leave = (bisect_left(self.walls, wall) for wall in (first, last))
        self.minutes[come:leave] = [what] * (leave - come)


def _spans(dice: Random) -> tuple[tuple[int, int], ...]:
    """Up to two spans of a day, apart from each other, in quarters of an hour."""
    cuts = sorted(dice.sample(range(97), 2 * dice.randrange(3)))
    return tuple((15 * a, 15 * b) for a, b in zip(cuts[::2], cuts[1::2], strict=True))


def _week(dice: Random) -> Week:
    """A week of days, some with a night shift that ends on the day after."""
    week = []
    for _ in range(7):
        day = _spans(dice)
        if dice.random() < 0.3 and (not day or day[-1][1] <= 18 * 60):
            day = (*day, (15 * dice.randint(72, 92), 15 * dice.randint(97, 120)))
        week.append(day)
    return tuple(week)


def _rules(dice: Random, first: date) -> Iterator[HoursRule]:
    for begin in dice.sample(range(-30, DAYS + 1), dice.randint(1, 3)):
        day = first + begin * A_DAY
        last = None if dice.random() < 0.4 else day + dice.randint(0, 40) * A_DAY
        yield HoursRule(day, last, tuple(_week(dice) for _ in range(dice.randint(1, 3))))


def _case(dice: Random) -> tuple[tuple[str, date], TechnicianHours, list[tuple[int, int, str]]]:
    """A place, somebody's hours there, and what is booked: from and until a minute, and why."""
    place = dice.choice(PLACES)
    zone, first = ZoneInfo(place[0]), place[1]
    days = [first + n * A_DAY for n in range(DAYS + 1)]
    holidays = dice.sample(days, dice.randrange(3))
    overrides = {day: (_spans(dice), "Exceção") for day in dice.sample(days, dice.randrange(3))}
    calendar = BusinessTime(
        zone,
        ((),) * 7,
        overrides=overrides,
        holidays=lambda year: {day: "Feriado" for day in holidays if day.year == year},
    )
    own = WorkRules(zone, tuple(_rules(dice, first)))
    edges = sorted(dice.sample(range(DAYS * 1440 + 1), 2 * dice.randrange(4)))
    booked = [
        (a, b, dice.choice(["visit", "absence", "block"]))
        for a, b in zip(edges[::2], edges[1::2], strict=True)
    ]
    return place, TechnicianHours(calendar, own, dice.random() < 0.8), booked


def _painted(place: tuple[str, date], hours: TechnicianHours) -> Model:
    """The model of somebody's hours, before anything is booked."""
    model = Model(place)
    days = [place[1] + n * A_DAY for n in range(-2, DAYS + 3)]
    for day in days:
        for span in _shifts_on(day, hours):
            model.paint(day, span, ("free", "working_hours", None))
    for day in days if hours.observes_calendar else ():
        if day in hours.calendar.overrides:
            at = 0
            for first_minute, last_minute in hours.calendar.overrides[day][0]:
                model.paint(day, (at, first_minute), ("off", "closed", "Exceção"))
                at = last_minute
            model.paint(day, (at, 1440), ("off", "closed", "Exceção"))
        elif day in hours.calendar.holidays(day.year):
            model.paint(day, (0, 1440), ("off", "holiday", "Feriado"))
    return model


def _shifts_on(day: date, hours: TechnicianHours) -> tuple[tuple[int, int], ...]:
    """Count the weeks of the rotation one by one, from the Monday before the first day."""
    assert hours.own is not None
    begun = [r for r in hours.own.rules if r.first_day <= day]
    lasting = [r for r in begun if r.last_day is None or r.last_day >= day]
    if not lasting:
        return ()
    rule = max(lasting, key=lambda r: r.first_day)
    monday = rule.first_day
    while monday.weekday() != 0:
        monday -= A_DAY
    number = 0
    while monday + 7 * A_DAY <= day:
        monday, number = monday + 7 * A_DAY, (number + 1) % len(rule.weeks)
    return rule.weeks[number][day.weekday()]


@settings(max_examples=2000, deadline=None)
@given(st.integers(0, 2**32))
def test_it_agrees_with_the_clock_on_the_wall(seed: int) -> None:
    place, hours, booked = _case(Random(seed))
    model = _painted(place, hours)
    offset = 2 * 1440
    start = model.start + offset * A_MINUTE
    for begin, end, kind in booked:
        model.minutes[offset + begin : offset + end] = [("taken", kind, None)] * (end - begin)
    whole = (start, start + DAYS * A_DAY)
    bookings = [
        Interval(
            start + begin * A_MINUTE,
            start + end * A_MINUTE,
            AvailabilityStatus.TAKEN,
            kind,
            None,
            UUID(int=number),
        )
        for number, (begin, end, kind) in enumerate(booked)
    ]
    found = stacked([*hours.layers(whole), bookings], whole)

    assert found[0].starts_at == whole[0]
    assert found[-1].ends_at == whole[1]
    for before, after in pairwise(found):
        assert before.ends_at == after.starts_at
        assert before[2:] != after[2:]
    for part in found:
        first, last = (int((at - model.start) / A_MINUTE) for at in part[:2])
        told = (str(part.status), part.basis, part.name)
        assert first < last
        assert model.minutes[first:last] == [told] * (last - first), part


@pytest.mark.parametrize(
    ("zone", "day", "minute", "expected"),
    [
        ("America/Sao_Paulo", "2026-11-30", 8 * 60, "2026-11-30T11:00Z"),
        ("Europe/Lisbon", "2026-03-29", 90, "2026-03-29T01:00Z"),  # no 01:30: one o'clock is two
        ("Europe/Lisbon", "2026-10-25", 90, "2026-10-25T00:30Z"),  # the first of two
        ("Europe/Lisbon", "2026-10-25", 120, "2026-10-25T02:00Z"),
        ("America/Sao_Paulo", "2018-11-04", 0, "2018-11-04T03:00Z"),  # no midnight
        ("America/Sao_Paulo", "2018-11-04", 30, "2018-11-04T03:00Z"),
        ("America/Sao_Paulo", "2018-02-17", 1440, "2018-02-18T03:00Z"),  # 23 o'clock comes twice
        ("America/Sao_Paulo", "2018-02-17", 23 * 60, "2018-02-18T01:00Z"),
        ("Australia/Lord_Howe", "2026-10-04", 135, "2026-10-03T15:30Z"),  # half an hour is missing
    ],
)
def test_a_minute_of_the_day_is_an_instant(zone: str, day: str, minute: int, expected: str) -> None:
    found = local_instant(ZoneInfo(zone), date.fromisoformat(day), minute)
    assert found == datetime.fromisoformat(expected)
