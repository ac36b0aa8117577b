"""Intervals of a technician's time: free and taken, with the reason of each."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from app.calendars.business_time.service import BusinessTime
from app.schedules.working_hours.shifts import (
    Period,
    WorkRules,
    days,
    local_day,
    local_instant,
    outside,
)


class AvailabilityStatus(StrEnum):
    """State of a technician in an interval of time.

    - `free`: works, and nothing is booked.
    - `taken`: something is booked, whether they work then or not.
    - `on_call`: does not work, and can be called for urgent orders.
    - `off`: does not work.
    """

    FREE = "free"
    TAKEN = "taken"
    ON_CALL = "on_call"
    OFF = "off"


_FREE = AvailabilityStatus.FREE


class Interval(NamedTuple):
    """A stretch of time; `basis` is why its status is what it is."""

    starts_at: datetime
    ends_at: datetime
    status: AvailabilityStatus
    basis: str
    #: Of the holiday, or the reason of the calendar's override.
    name: str | None = None
    booking_id: UUID | None = None


class TechnicianHours(NamedTuple):
    """Working time of a technician, by rules of their own; without any, by the calendar.

    `observes_calendar`: holidays and overrides of the calendar take time from the rules.
    """

    calendar: BusinessTime
    own: WorkRules | None = None
    observes_calendar: bool = True
    #: In order and apart; on-call duty hides nothing but times without work.
    on_call: tuple[Period, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        return self.own.zone if self.own else self.calendar.zone

    def layers(self, whole: Period) -> list[list[Interval]]:
        """Work and what stands against it, from below: each layer hides those below it."""
        layers = self._work(whole)
        if not self.on_call:
            return layers
        work = stacked(layers, whole)
        off = [(part.starts_at, part.ends_at) for part in work if part.status is not _FREE]
        called = [
            Interval(max(start, begin), min(end, stop), AvailabilityStatus.ON_CALL, "on_call")
            for start, end in off
            for begin, stop in self.on_call
            if begin < end and start < stop
        ]
        return [work, called]

    def _work(self, whole: Period) -> list[list[Interval]]:
        if self.own is None:
            return [
                [
                    _free(part.starts_at, part.ends_at)
                    if part.counted
                    else _off(part.starts_at, part.ends_at, part.reason, part.name)
                    for part in self.calendar.segments(*whole)
                ]
            ]
        shifts = [_free(*shift) for shift in self.own.shifts(*whole)]
        nothing = _off(*whole, "outside_hours")
        return [[nothing], shifts, self._closures(whole) if self.observes_calendar else []]

    def _closures(self, whole: Period) -> list[Interval]:
        zone = self.zone
        found: list[Interval] = []
        for day in days(zone, *whole):
            override = self.calendar.overrides.get(day)
            holiday = None if self.calendar.is_24x7 else self.calendar.holidays(day.year).get(day)
            if override is not None:
                hours, reason = override
                opened = [
                    (local_instant(zone, day, first), local_instant(zone, day, last))
                    for first, last in sorted(hours)
                ]
                closed = outside(opened, local_day(zone, day))
                found += [_off(*part, "closed", reason) for part in closed]
            elif holiday is not None:
                found.append(_off(*local_day(zone, day), "holiday", holiday))
        return found


def stacked(layers: Iterable[Sequence[Interval]], whole: Period) -> list[Interval]:
    """The whole period without gaps, as seen from above; intervals of a layer are in order."""
    found: list[Interval] = []
    downwards = [*reversed([*layers])]
    places = [0] * len(downwards)
    edges = {at for layer in downwards for part in layer for at in part[:2]}
    inside = (at for at in edges if whole[0] < at < whole[1])
    for start, end in pairwise(sorted({*whole, *inside})):
        for number, layer in enumerate(downwards):
            while places[number] < len(layer) and layer[places[number]].ends_at <= start:
                places[number] += 1
            top = layer[places[number]] if places[number] < len(layer) else None
            if top is not None and top.starts_at <= start:
                goes_on = found and found[-1][2:] == top[2:]
                since = found.pop().starts_at if goes_on else start
                found.append(top._replace(starts_at=since, ends_at=end))
                break
    return found


def _free(starts_at: datetime, ends_at: datetime) -> Interval:
    return Interval(starts_at, ends_at, AvailabilityStatus.FREE, "working_hours")


def _off(starts_at: datetime, ends_at: datetime, basis: str, name: str | None = None) -> Interval:
    return Interval(starts_at, ends_at, AvailabilityStatus.OFF, basis, name)
