"""Working hours as callers see them."""

import datetime as dt
from itertools import pairwise
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from app.calendars.schemas import Clock, Zone, minute_of
from app.core.values.text import N_
from app.core.values.wire import Day, In, Instant, Line, Out, StrictBool, StrictInt

_MINUTES_OF_WEEK = 7 * 1440
_WEEKDAY = "Day of the week on which the shift starts: 0 is Monday, 6 is Sunday."
_STARTS = "Time of day at which the shift starts, such as `22:00`."
_ENDS = (
    "Time of day at which the shift ends; one that is earlier than `starts` lies on the next day."
    " `24:00` is midnight at the end of the day."
)
_INTERVALS = "Shifts of the week, several a day if need be. Empty: a week without work."
_NAME = "Name of the period, such as a season. Null: none."
_FIRST_DAY = "First day of the period. The week in which it lies is the first one of the rotation."
_LAST_DAY = "Last day of the period. Null: it has no end."
_WEEKS = "Rotation: weeks that follow one another and begin anew after the last one."
_ZONE = (
    "IANA time zone of the shifts, and of the days of the calendar for this person. Null: the zone"
    " of the calendar."
)
_CALENDAR = (
    "Calendar whose holidays (of country, state and city) and overrides the person observes. Null:"
    " the default calendar of the organization."
)
_OBSERVES = (
    "Whether holidays of the calendar are days off, and overrides close it for this person outside"
    " of their intervals. False: the shifts alone count."
)
_PERIODS = (
    "Periods with their shifts. On each day the period applies that started last and has not ended:"
    " a season with a last day interrupts a period without one. Empty: the person does not work."
)


class ShiftHours(In):
    """A shift that returns in each turn of the rotation. One past midnight is a single shift."""

    weekday: Annotated[StrictInt, Field(ge=0, le=6, description=_WEEKDAY)]
    starts: Clock = Field(description=_STARTS)
    ends: Clock = Field(description=_ENDS)

    @model_validator(mode="after")
    def _has_length(self) -> "ShiftHours":
        if self.starts in {self.ends, "24:00"}:
            raise PydanticCustomError("ends_as_it_starts", N_("It ends as soon as it starts."))
        return self


class RotationWeek(In):
    """A week of the rotation."""

    intervals: Annotated[list[ShiftHours], Field(max_length=70)] = Field(description=_INTERVALS)


def _check_apart(weeks: list[RotationWeek]) -> list[RotationWeek]:
    """Refuse shifts that overlap, also those of the last week with those of the first."""
    shifts = []
    for number, week in enumerate(weeks):
        for shift in week.intervals:
            midnight = number * _MINUTES_OF_WEEK + shift.weekday * 1440
            starts, ends = minute_of(shift.starts), minute_of(shift.ends)
            shifts.append((midnight + starts, midnight + ends + 1440 * (ends < starts)))
    shifts.sort()
    if shifts:
        turn = len(weeks) * _MINUTES_OF_WEEK
        shifts.append((shifts[0][0] + turn, shifts[0][1] + turn))
    if any(starts < ends for (_, ends), (starts, _) in pairwise(shifts)):
        raise PydanticCustomError("interval_overlap", N_("Two shifts overlap."))
    return weeks


class HoursPeriod(In):
    """Shifts from a first day on: for good, or for a season."""

    name: Line | None = Field(None, description=_NAME)
    first_day: Day = Field(description=_FIRST_DAY)
    last_day: Day | None = Field(None, description=_LAST_DAY)
    weeks: Annotated[
        list[RotationWeek], Field(min_length=1, max_length=12), AfterValidator(_check_apart)
    ] = Field(description=_WEEKS)

    @model_validator(mode="after")
    def _in_order(self) -> "HoursPeriod":
        if self.last_day is not None and self.last_day < self.first_day:
            raise PydanticCustomError("ends_before_it_starts", N_("It ends before it starts."))
        return self


def _check_first_days(periods: list[HoursPeriod]) -> list[HoursPeriod]:
    if len({period.first_day for period in periods}) < len(periods):
        detail = N_("Two periods start on the same day.")
        raise PydanticCustomError("same_first_day", detail)
    return periods


class WorkingHoursPut(In):
    """The whole working hours of a technician: what is left out takes its default."""

    zone: Zone | None = Field(None, description=_ZONE)
    calendar_id: UUID | None = Field(None, description=_CALENDAR)
    observes_calendar: StrictBool = Field(True, description=_OBSERVES)
    periods: Annotated[
        list[HoursPeriod], Field(max_length=30), AfterValidator(_check_first_days)
    ] = Field(description=_PERIODS)


class ShiftHoursShown(Out):
    """A shift that returns in each turn of the rotation."""

    weekday: int = Field(description=_WEEKDAY)
    starts: str = Field(description=_STARTS)
    ends: str = Field(description=_ENDS)


class RotationWeekShown(Out):
    """A week of the rotation."""

    intervals: list[ShiftHoursShown] = Field(description=_INTERVALS)


class HoursPeriodShown(Out):
    """Shifts from a first day on: for good, or for a season."""

    name: str | None = Field(description=_NAME)
    first_day: dt.date = Field(description=_FIRST_DAY)
    last_day: dt.date | None = Field(description=_LAST_DAY)
    weeks: list[RotationWeekShown] = Field(description=_WEEKS)


class WorkingHours(Out):
    """Hours of a technician's own, in local time."""

    person_id: UUID = Field(description="The technician.")
    zone: str | None = Field(description=_ZONE)
    calendar_id: UUID | None = Field(description=_CALENDAR)
    observes_calendar: bool = Field(description=_OBSERVES)
    periods: list[HoursPeriodShown] = Field(description=_PERIODS)
    version: int


class VisitOutside(Out):
    """A visit ahead that does not lie wholly within the working hours of its technician."""

    booking_id: UUID = Field(description="The booking of the visit.")
    person_id: UUID = Field(description="The technician of the visit.")
    order_id: UUID | None = Field(
        description="The order of the visit. Null for visits that were booked before 1.5.0."
    )
    starts_at: Instant = Field(description="Start of the booking.")
    ends_at: Instant = Field(description="End of the booking.")
    note: str | None = Field(description="Remark on the booking: protocol and title of its order.")


class WorkingHoursSaved(WorkingHours):
    """Working hours as they were saved, and the visits that do not fit them."""

    visits_outside: list[VisitOutside] = Field(
        description="Visits of the next 366 days that do not lie wholly within these hours, by"
        " their start, at most 100. They stay booked: reschedule them, or let them be."
    )
