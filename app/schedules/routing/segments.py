"""Segments of shifts, between the visits that persons have fixed, and the times of their tasks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from app.schedules.routing.models import RoutingProblem, ShiftBreak, StartWindow, Stop

#: A visit by its id, or a break by its index in the shift.
Task = UUID | int


@dataclass(frozen=True, slots=True)
class ShiftSegment:
    """Part of a shift before, between or after its pinned visits."""

    shift: int
    starts_at: int
    ends_at: int
    start_place: int
    end_place: int | None
    #: The pinned visit that it ends with.
    pinned_id: UUID | None = None
    #: The technician travels to `end_place` also when there is nothing to do on the way; it takes
    #: `travel` seconds.
    used_in_any_case: bool = False
    travel: int = 0

    def spare_seconds(self) -> int:
        return self.ends_at - self.starts_at - self.travel

    def windows_for(self, rest: ShiftBreak) -> tuple[StartWindow, ...]:
        """Return when the break may begin so that it ends in the segment too; empty: never."""
        last = self.ends_at - rest.seconds
        within = (
            StartWindow(max(window.opens, self.starts_at), min(window.closes, last))
            for window in rest.windows
        )
        return tuple(window for window in within if window.opens <= window.closes)


def segments_of(problem: RoutingProblem) -> Iterator[ShiftSegment]:
    """Yield the segments of each shift, in the order of shifts and times."""
    for number, shift in enumerate(problem.shifts):
        pins = problem.pinned.get(number, [])
        starts_at, place = shift.starts_at, shift.start_place
        for pin, visit in pins:
            yield ShiftSegment(
                number,
                starts_at,
                pin.starts_at,
                place,
                visit.place,
                visit.id,
                used_in_any_case=True,
                travel=problem.travel[place][visit.place] or 0,
            )
            starts_at, place = pin.ends_at, visit.place
        end = shift.end_place
        if pins and end is not None:
            home = problem.travel[place][end] or 0
            yield ShiftSegment(
                number, starts_at, shift.ends_at, place, end, used_in_any_case=True, travel=home
            )
        else:
            yield ShiftSegment(number, starts_at, shift.ends_at, place, end)


def earliest_stops(problem: RoutingProblem, shift: int, tasks: Iterable[Task]) -> Iterator[Stop]:
    """Yield the tasks of a shift, each as early as it may be: what is early bears a delay.

    What cannot be in time begins as if it could: whoever checks the plan will find it.
    """
    hours = problem.shifts[shift]
    place, at, left_at = hours.start_place, hours.starts_at, hours.starts_at
    for task in tasks:
        if isinstance(task, int):
            rest = hours.breaks[task]
            begins = next_start(rest.windows, at)
            at, left_at = begins + rest.seconds, left_at + rest.seconds
            yield Stop(begins, at, rest=task)
            continue
        visit = problem.visits_by_id[task]
        setup = 0 if visit.place == place else visit.setup_seconds
        begins = next_start(
            visit.windows, max(at, left_at + (problem.travel[place][visit.place] or 0))
        )
        ends = begins + setup + visit.seconds
        if visit.pin:
            begins, ends = visit.pin.starts_at, visit.pin.ends_at
        yield Stop(begins, ends, task)
        place, at, left_at = visit.place, ends, ends


def next_start(windows: tuple[StartWindow, ...], at: int) -> int:
    """Return the earliest time from `at` on that is in a window; `at` if there is none."""
    return min((max(at, window.opens) for window in windows if window.closes >= at), default=at)
