"""Slots for a visit: where it fits between what is booked, and what each place costs.

Times are seconds since 1970, spans are half-open. Nothing here reads or waits: the same facts give
the same answer.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, TypeAlias
from uuid import UUID

from app.gateways.travel import GeoPoint, TravelProfile, estimate

Span: TypeAlias = tuple[int, int]

#: Visits start at full five minutes.
STEP = 300
#: Shifts with a shorter pause between them are one working day.
_NIGHT = 4 * 3600
_DAY = 86_400
# What a slot costs, in seconds of travel that are as bad.
#: A day that is booked from end to end.
LOAD_SECONDS = 1800
#: Each day that the customer waits.
WAIT_SECONDS = 300
#: Each level that the technician is better than needed.
LEVEL_SECONDS = 120
#: A technician whom the customer prefers.
PREFERRED_SECONDS = 1200


class BookedStop(NamedTuple):
    """Something that is booked, at a place that may not be known."""

    starts: int
    ends: int
    place: GeoPoint | None


class VisitWanted(NamedTuple):
    """A visit that is to lie within a period."""

    starts: int
    ends: int
    seconds: int
    place: GeoPoint | None


@dataclass(frozen=True, slots=True)
class Contender:
    """A technician who may do the visit, and their time in the period; all spans are in order."""

    person_id: UUID
    #: Working time without holidays, and what is booked, whether they work then or not.
    work: Sequence[Span]
    stops: Sequence[BookedStop]
    #: When they have all skills that are needed.
    able: Span
    #: What the customer can be promised: that the visit starts in one of these. None: its start.
    windows: Sequence[Span] | None
    spare_level: int = 0
    is_preferred: bool = False


class Slot(NamedTuple):
    """A slot that fits, and what it is worth: the lowest cost is the best."""

    cost: int
    starts: int
    person_id: UUID
    ends: int
    #: First and last second at which the visit starts as promised.
    window: Span
    travel_added: int
    #: Of the working day, without this visit.
    load_percent: int
    spare_level: int
    is_preferred: bool


class Obstacle(NamedTuple):
    """Reason why nothing fits: code, and the most that there was in one piece, in seconds."""

    code: str
    longest: int = 0


Travel: TypeAlias = Callable[[GeoPoint | None, GeoPoint | None], int]


def travel_between() -> Travel:
    """Estimates of travel times, each made once; 0 where a place is not known."""
    known: dict[tuple[GeoPoint, GeoPoint], int] = {}

    def seconds(origin: GeoPoint | None, destination: GeoPoint | None) -> int:
        if origin is None or destination is None or origin == destination:
            return 0
        found = known.get((origin, destination))
        if found is None:
            found = estimate(origin, destination, TravelProfile.URBAN).seconds
            known[origin, destination] = found
        return found

    return seconds


def slots_of(wanted: VisitWanted, who: Contender, travel: Travel) -> list[Slot]:
    """The best slot in each window, or without windows in each gap; the cheapest first.

    A slot lies within working time, between two bookings that the technician has time to travel
    from and to: `before.ends + travel <= starts` and `ends + travel <= after.starts`.
    """
    best: dict[Span, Slot] = {}
    starts, ends = [s.starts for s in who.stops], [s.ends for s in who.stops]
    for day in _working_days(who.work):
        stops = who.stops[bisect_right(ends, day[0][0]) : bisect_left(starts, day[-1][1])]
        load = _load(day, stops)
        for gap, added in _gaps(wanted, stops, travel):
            for part in day:
                room = (
                    max(gap[0], part[0], wanted.starts, who.able[0]),
                    min(gap[1], part[1], wanted.ends, who.able[1]),
                )
                for found in _starts(room, wanted.seconds, who.windows):
                    slot = _priced(wanted, who, found, added, load)
                    best[slot.window] = min(best.get(slot.window, slot), slot)
    return sorted(best.values())


def obstacle_of(wanted: VisitWanted, who: Contender) -> Obstacle:
    """Find the reason why somebody has no slot."""
    period = (max(wanted.starts, who.able[0]), min(wanted.ends, who.able[1]))
    work = [p for p in (_common(part, period) for part in who.work) if p[0] < p[1]]
    if not work:
        return Obstacle("not_working")
    free = [room for part in work for room in _free(part, who.stops)]
    longest = max((end - start for start, end in free), default=0)
    if not any(end - start >= wanted.seconds for start, end in work):
        return Obstacle("shift_too_short", max(end - start for start, end in work))
    if longest < wanted.seconds:
        return Obstacle("fully_booked", longest)
    if not any(True for room in free for _ in _starts(room, wanted.seconds, who.windows)):
        return Obstacle("outside_windows", longest)
    return Obstacle("travel_too_long", longest)


def _working_days(work: Sequence[Span]) -> Iterator[list[Span]]:
    day: list[Span] = []
    for part in work:
        if day and part[0] - day[-1][1] >= _NIGHT:
            yield day
            day = []
        day.append(part)
    if day:
        yield day


def _load(day: Sequence[Span], stops: Sequence[BookedStop]) -> int:
    """Share of the working day that is booked, in percent."""
    worked = sum(end - start for start, end in day)
    taken = 0
    for start, end in day:
        for stop in stops:
            if stop.starts < end and stop.ends > start:
                taken += min(end, stop.ends) - max(start, stop.starts)
    return 100 * taken // worked


def _gaps(
    wanted: VisitWanted, stops: Sequence[BookedStop], travel: Travel
) -> Iterator[tuple[Span, int]]:
    """Yield places of the visit between two bookings with its ways, and how much way it adds."""
    for before, after in pairwise((None, *stops, None)):
        first = before.ends if before else wanted.starts
        last = after.starts if after else wanted.ends
        if last - first < wanted.seconds:
            continue
        there = travel(before.place, wanted.place) if before else 0
        back = travel(wanted.place, after.place) if after else 0
        if last - back - first - there < wanted.seconds:
            continue
        direct = travel(before.place, after.place) if before and after else 0
        yield (first + there, last - back), max(0, there + back - direct)


def _starts(room: Span, seconds: int, windows: Sequence[Span] | None) -> Iterator[tuple[Span, int]]:
    """Windows in which a visit can start in this room, each with the earliest start in it."""
    earliest, latest = _full_step(room[0]), room[1] - seconds
    if earliest > latest:
        return
    if windows is None:
        yield (earliest, earliest), earliest
        return
    for window in windows[bisect_right(windows, earliest, key=_end) :]:
        starts = max(earliest, _full_step(window[0]))
        if starts > latest:
            return
        if starts < window[1]:
            yield window, starts


def _priced(
    wanted: VisitWanted, who: Contender, place: tuple[Span, int], added: int, load: int
) -> Slot:
    window, starts = place
    cost = (
        added
        + LOAD_SECONDS * load // 100
        + WAIT_SECONDS * (starts - wanted.starts) // _DAY
        - LEVEL_SECONDS * who.spare_level
        - PREFERRED_SECONDS * who.is_preferred
    )
    ends = starts + wanted.seconds
    return Slot(
        *(cost, starts, who.person_id, ends, window),
        *(added, load, who.spare_level, who.is_preferred),
    )


def _free(part: Span, stops: Sequence[BookedStop]) -> Iterator[Span]:
    at = part[0]
    for stop in stops:
        if stop.ends > part[0] and stop.starts < part[1]:
            if stop.starts > at:
                yield at, stop.starts
            at = max(at, stop.ends)
    if at < part[1]:
        yield at, part[1]


def _end(span: Span) -> int:
    return span[1]


def _common(one: Span, other: Span) -> Span:
    return max(one[0], other[0]), min(one[1], other[1])


def _full_step(second: int) -> int:
    return -(-second // STEP) * STEP
