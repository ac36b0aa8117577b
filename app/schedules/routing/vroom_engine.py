"""VROOM: the engine that looks for short routes; told of a problem in its own words.

The library is large, and loaded in the process that does the work only.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import vroom

from app.schedules.routing.models import (
    MOST_PRIORITY,
    PlannableVisit,
    RoutingProblem,
    StartWindow,
)
from app.schedules.routing.segments import ShiftSegment, Task, next_start

#: Breaks of a segment by their index in the shift, in their order, and when they may begin.
Breaks = dict[int, tuple[StartWindow, ...]]


@dataclass
class VroomEngine:
    """One problem. A vehicle is a segment of a shift, a job is a visit that is not pinned.

    A segment that is used in any case has an *anchor* where it ends: a job without duration, at
    the last moment. So the way there is part of the cost also when nothing is done on it, and the
    anchor stands in the way of nothing.
    """

    problem: RoutingProblem
    segments: Sequence[ShiftSegment]
    _numbers: dict[tuple[str, object], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._visits = [visit for visit in self.problem.visits if visit.pin is None]
        self._jobs = {visit.id: number for number, visit in enumerate(self._visits)}
        self._refused = {who for visit in self._visits for who in visit.refused_technician_ids}

    def solve(
        self, breaks: Sequence[Breaks], kept: Mapping[UUID, int], *, level: int, seconds: float
    ) -> list[list[Task]]:
        """Return the tasks of each segment in their order.

        `breaks` are those that each segment has to hold, and `kept` says which visits may be in one
        segment only, by its index. `level` is how hard to look, from 0 to 5.
        """
        orders: list[list[Task]] = [[*own] for own in breaks]
        # One vehicle whose breaks do not fit into it would make the whole problem invalid.
        usable = [i for i in range(len(self.segments)) if self._fits(i, breaks[i])]
        if not usable or not self._visits:
            return orders
        given = vroom.Input()
        given.set_durations_matrix("car", self._matrix())
        given.add_vehicle([self._vehicle(i, breaks[i]) for i in usable])
        given.add_job([self._job(visit, kept.get(visit.id)) for visit in self._visits])
        given.add_job([self._anchor(i) for i in usable if self.segments[i].used_in_any_case])
        found = given.solve(level, 1, timedelta(seconds=seconds))
        for number, steps in found.routes.groupby("vehicle_id"):
            orders[number] = list(self._tasks(zip(steps["type"], steps["id"], strict=True)))
        return orders

    def _matrix(self) -> list[list[int]]:
        hours = (shift.ends_at - shift.starts_at for shift in self.problem.shifts)
        beyond = 1 + max(hours, default=0)
        return [
            [beyond if leg is None else min(leg, beyond) for leg in row]
            for row in self.problem.travel
        ]

    def _fits(self, number: int, breaks: Breaks) -> bool:
        part = self.segments[number]
        at = part.starts_at
        for rest, windows in breaks.items():
            begins = next_start(windows, at)
            if not any(window.has(begins) for window in windows):
                return False
            at = begins + self.problem.shifts[part.shift].breaks[rest].seconds
        return True

    def _vehicle(self, number: int, breaks: Breaks) -> vroom.Vehicle:
        part = self.segments[number]
        shift = self.problem.shifts[part.shift]
        load = sum(visit.load for visit in self._visits)
        return vroom.Vehicle(
            number,
            start=part.start_place,
            end=part.end_place,
            time_window=vroom.TimeWindow(part.starts_at, part.ends_at),
            capacity=[load if shift.capacity is None else shift.capacity],
            skills={
                *(self._number("skill", skill) for skill in shift.skills),
                *(self._number("but", who) for who in self._refused - {shift.technician_id}),
                self._number("only", shift.technician_id),
                self._number("segment", number),
            },
            breaks=[
                vroom.Break(rest, _windows(windows), shift.breaks[rest].seconds)
                for rest, windows in breaks.items()
            ],
        )

    def _job(self, visit: PlannableVisit, segment: int | None) -> vroom.Job:
        only = [self._number("only", visit.technician_id)] if visit.technician_id else []
        if segment is not None:
            only.append(self._number("segment", segment))
        return vroom.Job(
            self._jobs[visit.id],
            visit.place,
            visit.setup_seconds,
            visit.seconds,
            delivery=[visit.load],
            skills={
                *only,
                *(self._number("skill", skill) for skill in visit.skills),
                *(self._number("but", refused) for refused in visit.refused_technician_ids),
            },
            priority=visit.priority,
            time_windows=_windows(visit.windows),
        )

    def _anchor(self, number: int) -> vroom.Job:
        part = self.segments[number]
        return vroom.Job(
            len(self._visits) + number,
            part.end_place,
            delivery=[0],
            skills={self._number("segment", number)},
            priority=MOST_PRIORITY,
            time_windows=[vroom.TimeWindow(part.ends_at, part.ends_at)],
        )

    def _tasks(self, steps: Iterable[tuple[str, int]]) -> Iterator[Task]:
        for kind, number in steps:
            if kind == "break":
                yield int(number)
            elif kind == "job" and number < len(self._visits):
                yield self._visits[number].id

    def _number(self, kind: str, of: object) -> int:
        """The number of a skill. The engine knows no technicians, only what they can do.

        So that a visit is for one only, it demands what nobody else can; so that it is for all but
        one, what all others can.
        """
        return self._numbers.setdefault((kind, of), len(self._numbers))


def _windows(windows: tuple[StartWindow, ...]) -> list[vroom.TimeWindow]:
    """In order and apart, as the engine demands."""
    apart: list[StartWindow] = []
    for window in sorted(windows):
        if apart and window.opens <= apart[-1].closes + 1:
            apart[-1] = StartWindow(apart[-1].opens, max(apart[-1].closes, window.closes))
        else:
            apart.append(window)
    return [vroom.TimeWindow(*window) for window in apart]
