"""The engine of suggestions finds what trying every minute finds, and nothing that cannot be."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.gateways.travel import GeoPoint
from app.schedules.suggestions.engine import (
    LEVEL_SECONDS,
    LOAD_SECONDS,
    PREFERRED_SECONDS,
    STEP,
    WAIT_SECONDS,
    BookedStop,
    Contender,
    Obstacle,
    Slot,
    Span,
    VisitWanted,
    obstacle_of,
    slots_of,
    travel_between,
)

HOUR, DAY = 3600, 86_400
EIGHT, NOON, SIX = 8 * HOUR, 12 * HOUR, 18 * HOUR
HOME = GeoPoint(-22.90, -47.06)
#: Some 2.7 km to the north: nine minutes at urban speed, with the detour.
NORTH = GeoPoint(-22.87, -47.06)
ALWAYS = (-DAY, 20 * DAY)
ID = UUID(int=7)


def _who(
    work: Sequence[Span] = ((EIGHT, SIX),),
    stops: Sequence[BookedStop] = (),
    windows: Sequence[Span] | None = None,
    able: Span = ALWAYS,
    level: int = 0,
) -> Contender:
    return Contender(ID, work, stops, able, windows, level, is_preferred=False)


def _starts(wanted: VisitWanted, who: Contender) -> list[int]:
    return sorted(slot.starts for slot in slots_of(wanted, who, travel_between()))


VISIT = VisitWanted(0, DAY, HOUR, HOME)
WAY = travel_between()(HOME, NORTH)


def _full(second: int) -> int:
    return -(-second // STEP) * STEP


@pytest.mark.parametrize(
    ("who", "starts"),
    [
        (_who(), [EIGHT]),
        (_who(work=()), []),
        (_who(work=[(EIGHT, EIGHT + HOUR - 1)]), []),
        (_who(work=[(EIGHT, EIGHT + HOUR)]), [EIGHT]),
        # Two shifts of a day; a visit never lies across the pause.
        (_who(work=[(EIGHT, NOON), (NOON + HOUR, SIX)]), [EIGHT, NOON + HOUR]),
        # Right after a booking at the same place; with the way where it is at another.
        (_who(stops=[BookedStop(EIGHT, NOON, HOME)]), [NOON]),
        (_who(stops=[BookedStop(EIGHT, NOON, NORTH)]), [_full(NOON + WAY)]),
        (_who(stops=[BookedStop(EIGHT, NOON, None)]), [NOON]),
        # An hour free between two bookings is enough without a way only.
        (_who(stops=[BookedStop(EIGHT, NOON, HOME), BookedStop(NOON + HOUR, SIX, HOME)]), [NOON]),
        (_who(stops=[BookedStop(EIGHT, NOON, NORTH), BookedStop(NOON + HOUR, SIX, HOME)]), []),
        (_who(stops=[BookedStop(EIGHT, NOON, HOME), BookedStop(NOON + HOUR, SIX, NORTH)]), []),
        (_who(stops=[BookedStop(0, DAY, HOME)]), []),
        # The way to the next one is kept free also where a window or a shift begins late.
        (_who(stops=[BookedStop(NOON + HOUR, SIX, NORTH)], windows=[(NOON, NOON + 1)]), []),
        (_who(stops=[BookedStop(NOON + HOUR, SIX, HOME)], windows=[(NOON, NOON + 1)]), [NOON]),
        (_who(work=[(NOON, SIX)], stops=[BookedStop(NOON + HOUR, SIX, NORTH)]), []),
        # Skilled from noon on.
        (_who(able=(NOON, DAY)), [NOON]),
        (_who(able=(0, EIGHT + HOUR - 1)), []),
        # A window is for the start, and does not contain its end.
        (_who(windows=[(NOON, NOON + 1)]), [NOON]),
        (_who(windows=[(0, EIGHT), (SIX - HOUR, SIX)]), [SIX - HOUR]),
        (_who(windows=[(SIX, DAY)]), []),
    ],
)
def test_a_visit_fits_where_there_is_time_for_it_and_for_the_way(
    who: Contender, starts: list[int]
) -> None:
    assert _starts(VISIT, who) == starts


def test_slots_are_in_the_period() -> None:
    assert _starts(VISIT._replace(starts=NOON + 1), _who()) == [NOON + STEP]
    assert _starts(VISIT._replace(ends=EIGHT + HOUR - 1), _who()) == []


def test_the_cheapest_slot_of_a_window_is_between_neighbours_near_by() -> None:
    stops = [BookedStop(EIGHT, EIGHT + HOUR, NORTH), BookedStop(NOON, NOON + HOUR, HOME)]
    (slot,) = slots_of(VISIT, _who(stops=stops, windows=[(EIGHT, SIX)], level=2), travel_between())
    # Between them it adds nothing: the way from one to the other is made anyway.
    assert (slot.travel_added, slot.load_percent) == (0, 20)
    assert slot.starts == _full(EIGHT + HOUR + WAY)
    waited = WAIT_SECONDS * slot.starts // DAY
    assert slot.cost == LOAD_SECONDS * 20 // 100 + waited - 2 * LEVEL_SECONDS


@pytest.mark.parametrize(
    ("who", "obstacle"),
    [
        (_who(work=()), Obstacle("not_working")),
        (_who(able=(SIX, DAY)), Obstacle("not_working")),
        (_who(work=[(EIGHT, EIGHT + 600)]), Obstacle("shift_too_short", 600)),
        (_who(stops=[BookedStop(EIGHT + 900, SIX, HOME)]), Obstacle("fully_booked", 900)),
        (_who(windows=[(0, HOUR)]), Obstacle("outside_windows", 10 * HOUR)),
        (
            _who(stops=[BookedStop(EIGHT, NOON, NORTH), BookedStop(NOON + HOUR, SIX, NORTH)]),
            Obstacle("travel_too_long", HOUR),
        ),
    ],
)
def test_it_is_told_why_nothing_fits(who: Contender, obstacle: Obstacle) -> None:
    assert slots_of(VISIT, who, travel_between()) == []
    assert obstacle_of(VISIT, who) == obstacle


_PLACES = st.sampled_from([HOME, NORTH, GeoPoint(-22.95, -47.10), None])


@st.composite
def _spans(draw: st.DrawFn, most: int, parts: int) -> list[Span]:
    edges = sorted(draw(st.sets(st.integers(0, most), max_size=2 * parts)))
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    return [(a * 600, b * 600) for a, b in pairs]


@st.composite
def _cases(draw: st.DrawFn) -> tuple[VisitWanted, Contender]:
    most = 2 * 24 * 6
    start, end = sorted(draw(st.tuples(st.integers(0, most), st.integers(0, most))))
    wanted = VisitWanted(
        start * 600 + draw(st.integers(0, 599)),
        end * 600,
        draw(st.integers(1, 18)) * 600,
        draw(_PLACES),
    )
    stops = [BookedStop(a, b, draw(_PLACES)) for a, b in draw(_spans(most, 5))]
    windows = draw(st.none() | _spans(most, 4))
    able = draw(st.just(ALWAYS) | st.tuples(st.integers(0, DAY), st.integers(DAY, 3 * DAY)))
    work = draw(_spans(most, 4))
    level = draw(st.integers(0, 4))
    who = Contender(ID, work, stops, able, windows, level, is_preferred=draw(st.booleans()))
    return wanted, who


def _days(work: Sequence[Span]) -> list[list[Span]]:
    days: list[list[Span]] = []
    for part in work:
        if days and part[0] - days[-1][-1][1] < 4 * HOUR:
            days[-1].append(part)
        else:
            days.append([part])
    return days


def _is_free(wanted: VisitWanted, who: Contender, day: Sequence[Span], slot: Span) -> bool:
    starts, ends = slot
    return (
        any(a <= starts and ends <= b for a, b in day)
        and wanted.starts <= starts
        and ends <= wanted.ends
        and who.able[0] <= starts
        and ends <= who.able[1]
        and not any(s.starts < ends and s.ends > starts for s in who.stops)
    )


def _tried(wanted: VisitWanted, who: Contender) -> Iterator[tuple[Span | None, Slot]]:
    """Each start that is possible, with its window, or with the gap and shift that it lies in."""
    travel = travel_between()
    for day in _days(who.work):
        stops = [s for s in who.stops if s.ends > day[0][0] and s.starts < day[-1][1]]
        seconds = {s for a, b in day for s in range(a, b, 300)}
        taken = sum(1 for s in seconds for stop in stops if stop.starts <= s < stop.ends)
        load = 100 * taken // len(seconds)
        for starts in sorted(seconds):
            ends = starts + wanted.seconds
            if not _is_free(wanted, who, day, (starts, ends)):
                continue
            before = max((s for s in stops if s.ends <= starts), default=None)
            after = min((s for s in stops if s.starts >= ends), default=None)
            there = travel(before.place, wanted.place) if before else 0
            back = travel(wanted.place, after.place) if after else 0
            late = before is not None and before.ends + there > starts
            if late or (after is not None and ends + back > after.starts):
                continue
            direct = travel(before.place, after.place) if before and after else 0
            added = max(0, there + back - direct)
            cost = added + LOAD_SECONDS * load // 100
            cost += WAIT_SECONDS * (starts - wanted.starts) // DAY
            cost -= LEVEL_SECONDS * who.spare_level + PREFERRED_SECONDS * who.is_preferred
            facts = (added, load, who.spare_level, who.is_preferred)
            if who.windows is None:
                part = next(p for p in day if p[0] <= starts < p[1])
                gap = (before.ends if before else -1, part[0])
                yield gap, Slot(cost, starts, ID, ends, (starts, starts), *facts)
            for window in who.windows or ():
                if window[0] <= starts < window[1]:
                    yield window, Slot(cost, starts, ID, ends, window, *facts)


@settings(max_examples=400, deadline=None)
@given(_cases())
def test_the_engine_finds_what_trying_every_start_finds(
    case: tuple[VisitWanted, Contender],
) -> None:
    wanted, who = case
    best: dict[Span | None, Slot] = {}
    for place, slot in _tried(wanted, who):
        if who.windows is None:
            best.setdefault(place, slot)
        else:
            best[place] = min(best.get(place, slot), slot)
    found = slots_of(wanted, who, travel_between())
    assert found == sorted(best.values())
    if not found:
        assert obstacle_of(wanted, who).code
    for one, other in pairwise(found):
        assert (one.cost, one.starts) <= (other.cost, other.starts)
