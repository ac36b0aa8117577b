"""Working time is a quantity: held against a slow and obvious count of minutes."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calendars.business_time.service import BusinessTime, Hours, NeverOpen

ZONES = [ZoneInfo(z) for z in ("America/Sao_Paulo", "Europe/Lisbon", "America/New_York", "UTC")]
#: Around the changes of the clock in Lisbon and New York, a turn of the year and a leap day.
STARTS = [
    datetime(2026, 3, 26, tzinfo=UTC),
    datetime(2026, 10, 22, tzinfo=UTC),
    datetime(2026, 10, 30, tzinfo=UTC),
    datetime(2026, 12, 29, tzinfo=UTC),
    datetime(2028, 2, 27, tzinfo=UTC),
]
A_MINUTE = timedelta(minutes=1)


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    """Intervals of a day, apart from each other. Clocks jump before five: none begins then."""
    cuts = draw(st.lists(st.integers(5 * 4, 24 * 4), unique=True, max_size=6).map(sorted))
    return tuple((15 * a, 15 * b) for a, b in zip(cuts[::2], cuts[1::2], strict=False))


@st.composite
def calendars(draw: st.DrawFn) -> BusinessTime:
    week = tuple(draw(hours()) for _ in range(7))
    days = [start.date() + timedelta(days=n) for start in STARTS for n in range(8)]
    overrides = draw(st.dictionaries(st.sampled_from(days), hours(), max_size=6))
    holidays = draw(st.sets(st.sampled_from(days), max_size=6))
    return BusinessTime(
        draw(st.sampled_from(ZONES)),
        week,
        draw(st.integers(0, 9)) == 0,
        {day: (open_hours, "Exceção") for day, open_hours in overrides.items()},
        lambda year: {day: "Feriado" for day in holidays if day.year == year},
    )


instants = st.builds(
    lambda start, minutes: start + minutes * A_MINUTE,
    st.sampled_from(STARTS),
    st.integers(0, 6 * 24 * 60),
)


def slow_is_open(calendar: BusinessTime, at: datetime) -> bool:
    """Ask the clock on the wall."""
    local = at.astimezone(calendar.zone)
    minute = local.hour * 60 + local.minute
    if local.date() in calendar.overrides:
        today = calendar.overrides[local.date()][0]
    elif calendar.is_24x7:
        return True
    elif local.date() in calendar.holidays(local.year):
        return False
    else:
        today = calendar.week[local.weekday()]
    return any(first <= minute < last for first, last in today)


def slow_between(calendar: BusinessTime, start: datetime, end: datetime) -> int:
    minutes = int((end - start) / A_MINUTE)
    return 60 * sum(slow_is_open(calendar, start + n * A_MINUTE) for n in range(minutes))


@settings(max_examples=1200, deadline=None)
@given(calendars(), instants, st.integers(0, 3 * 24 * 60))
def test_it_agrees_with_counting_minutes(
    calendar: BusinessTime, start: datetime, minutes: int
) -> None:
    end = start + minutes * A_MINUTE
    counted = slow_between(calendar, start, end)
    assert calendar.between(start, end) == counted
    assert calendar.is_open(start) == slow_is_open(calendar, start)
    assert counted <= (end - start).total_seconds()
    if counted:
        due = calendar.add(start, counted)
        assert due <= end
        assert slow_between(calendar, start, due) == counted
        assert not slow_between(calendar, due, end)
        assert slow_is_open(calendar, due - A_MINUTE)


@settings(max_examples=1000, deadline=None)
@given(calendars(), instants, st.integers(1, 40 * 60 * 60))
def test_adding_gives_what_lies_between(
    calendar: BusinessTime, start: datetime, seconds: int
) -> None:
    try:
        due = calendar.add(start, seconds)
    except NeverOpen:
        assert not any(calendar.week)
        return
    assert calendar.between(start, due) == seconds


@settings(max_examples=600, deadline=None)
@given(calendars(), instants, st.lists(st.integers(0, 3 * 24 * 60), min_size=2, max_size=2))
def test_time_that_is_cut_in_two_is_as_long(
    calendar: BusinessTime, start: datetime, minutes: list[int]
) -> None:
    middle, end = (start + n * A_MINUTE for n in sorted(minutes))
    whole = calendar.between(start, end)
    assert calendar.between(start, middle) + calendar.between(middle, end) == whole


@settings(max_examples=600, deadline=None)
@given(calendars(), instants, st.integers(1, 3 * 24 * 60), st.randoms())
def test_an_interval_that_is_split_changes_nothing(
    calendar: BusinessTime, start: datetime, minutes: int, dice: Random
) -> None:
    def split(day: Hours) -> Hours:
        found = []
        for first, last in day:
            cut = dice.randrange(first, last)
            found += [(first, cut), (cut, last)] if cut > first else [(first, last)]
        return tuple(found)

    other = BusinessTime(
        calendar.zone,
        tuple(split(day) for day in calendar.week),
        calendar.is_24x7,
        calendar.overrides,
        calendar.holidays,
    )
    end = start + minutes * A_MINUTE
    assert other.segments(start, end) == calendar.segments(start, end)
    assert other.between(start, end) == calendar.between(start, end)


@settings(max_examples=600, deadline=None)
@given(calendars(), instants, st.integers(1, 4 * 24 * 60))
def test_segments_cover_the_time_and_add_up(
    calendar: BusinessTime, start: datetime, minutes: int
) -> None:
    end = start + minutes * A_MINUTE
    parts = calendar.segments(start, end)
    assert (parts[0].starts_at, parts[-1].ends_at) == (start, end)
    for part, following in pairwise(parts):
        assert part.ends_at == following.starts_at
    counted = sum(int((p.ends_at - p.starts_at).total_seconds()) for p in parts if p.counted)
    assert counted == calendar.between(start, end)
    opening = calendar.next_opening(start)
    first = next((p.starts_at for p in parts if p.counted), None)
    assert first is None or opening == first


SAO_PAULO = ZoneInfo("America/Sao_Paulo")
NATIONAL = {date(2026, 11, 20): "Dia Nacional de Zumbi e da Consciência Negra"}


def usual(*day: tuple[int, int], zone: ZoneInfo = SAO_PAULO) -> BusinessTime:
    weekday = day or ((8 * 60 + 30, 17 * 60 + 30),)
    return BusinessTime(zone, (weekday,) * 5 + ((), ()), holidays=lambda _: NATIONAL)


def here(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SAO_PAULO)


@pytest.mark.parametrize(
    ("since", "minutes", "due"),
    [
        ("2026-11-13 17:00", 60, "2026-11-16 09:00"),
        ("2026-11-19 17:00", 60, "2026-11-23 09:00"),
        ("2026-11-13 17:00", 30, "2026-11-13 17:30"),
        ("2026-11-14 12:00", 1, "2026-11-16 08:31"),
        ("2026-11-16 08:00", 9 * 60, "2026-11-16 17:30"),
    ],
)
def test_the_worked_cases(since: str, minutes: int, due: str) -> None:
    assert usual().add(here(since), minutes * 60) == here(due)


def test_a_lunch_break_is_not_worked() -> None:
    split = usual((510, 720), (810, 1050))
    assert split.add(here("2026-11-16 11:30"), 60 * 60) == here("2026-11-16 14:00")
    reasons = [
        (p.counted, p.reason)
        for p in split.segments(here("2026-11-16 11:30"), here("2026-11-16 14:00"))
    ]
    assert reasons == [(True, "working_hours"), (False, "outside_hours"), (True, "working_hours")]


def test_an_hour_that_the_clock_skips_is_not_worked() -> None:
    night = BusinessTime(ZoneInfo("Europe/Lisbon"), (((0, 1440),),) * 7)
    start = datetime(2026, 3, 29, 0, 0, tzinfo=UTC)
    assert night.between(start, start + timedelta(days=1)) == 24 * 3600
    assert night.add(datetime(2026, 3, 28, 23, 0, tzinfo=UTC), 3 * 3600) == datetime(
        2026, 3, 29, 2, 0, tzinfo=UTC
    )


def test_a_calendar_that_never_opens_says_so() -> None:
    never = BusinessTime(SAO_PAULO, ((),) * 7)
    assert never.next_opening(here("2026-11-16 08:00")) is None
    with pytest.raises(NeverOpen):
        never.add(here("2026-11-16 08:00"), 60)
