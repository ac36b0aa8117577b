"""Calendars as callers see them."""

import datetime as dt
import re
from itertools import pairwise
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from app.calendars.business_time.service import Reason
from app.core.http.listing import ListQuery
from app.core.values.text import N_
from app.core.values.wire import (
    UNCHANGED,
    Day,
    In,
    Instant,
    Line,
    Out,
    OwnId,
    Received,
    StrictBool,
    StrictInt,
    Update,
)

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")


def minute_of(clock: str) -> int:
    """`08:30` -> 510; `24:00` -> 1440."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise PydanticCustomError("unknown_zone", N_("This is no time zone."))
    return name


#: A time of day: `08:30`; `24:00` is midnight at its end.
Clock = Annotated[str, StringConstraints(pattern=_CLOCK.pattern), Field(examples=["08:30"])]
Zone = Annotated[str, AfterValidator(_zone), Field(examples=["America/Sao_Paulo"])]
Country = Annotated[str, StringConstraints(pattern="^(BR|PT)$")]


_STARTS = "Time of day at which the interval starts, such as `08:30`, in the calendar's time zone."
_ENDS = (
    "Time of day at which the interval ends, later than `starts`; `24:00` is midnight at the end of"
    " the day."
)
_WEEKDAY = "Day of the week: 0 is Monday, 6 is Sunday."


class Hours(In):
    """An interval of business hours on one day. One past midnight is written as two."""

    starts: Clock = Field(description=_STARTS)
    ends: Clock = Field(description=_ENDS)

    @model_validator(mode="after")
    def _in_order(self) -> "Hours":
        if minute_of(self.starts) >= minute_of(self.ends):
            raise PydanticCustomError("ends_before_it_starts", N_("It ends before it starts."))
        return self


class WeeklyHours(Hours):
    """An interval of business hours that repeats every week."""

    weekday: Annotated[StrictInt, Field(ge=0, le=6, description=_WEEKDAY)]


class HoursShown(Out):
    """An interval of business hours on one day."""

    starts: str = Field(description=_STARTS)
    ends: str = Field(description=_ENDS)


class WeeklyHoursShown(HoursShown):
    """An interval of business hours that repeats every week."""

    weekday: int = Field(description=_WEEKDAY)


def _apart(hours: list[WeeklyHours]) -> list[WeeklyHours]:
    _check_apart([(h.weekday, minute_of(h.starts), minute_of(h.ends)) for h in hours])
    return hours


def _day_apart(hours: list[Hours]) -> list[Hours]:
    _check_apart([(0, minute_of(h.starts), minute_of(h.ends)) for h in hours])
    return hours


def _check_apart(hours: list[tuple[int, int, int]]) -> None:
    hours = sorted(hours)
    for (day, _, ends), (next_day, starts, _) in pairwise(hours):
        if day == next_day and starts < ends:
            raise PydanticCustomError("interval_overlap", N_("Two intervals of a day overlap."))


Week = Annotated[list[WeeklyHours], Field(max_length=70), AfterValidator(_apart)]
DayHours = Annotated[list[Hours], Field(max_length=10), AfterValidator(_day_apart)]


_NAME = "Name of the calendar, unique in the organization."
_ZONE = "IANA time zone of the hours and days of the calendar, such as `America/Sao_Paulo`."
_IS_24X7 = (
    "Whether the calendar is always open. `intervals` and holidays are then ignored; overrides are"
    " not."
)
_INTERVALS = (
    "Business hours of the week, several intervals a day if need be. Intervals of one day must not"
    " overlap. Empty: open only on days with an override."
)
_COUNTRY = "Country whose public holidays are closed days: `BR` or `PT`. Null: no public holidays."
_STATE = (
    "State or district of `country` whose holidays are closed days as well, by its code in"
    " ISO 3166-2 without the country, such as `SP`. Null: national holidays only."
)
_WITH_OPTIONAL = (
    "Whether holidays that the law leaves to the employer, such as Carnival, are closed days as"
    " well."
)
_HOLIDAY_SET_IDS = "Holiday sets whose days are closed as well, such as the holidays of a city."


class BusinessCalendar(Out):
    """Business hours with their holidays.

    An override comes before a holiday, and a holiday before the hours of the week.
    """

    id: UUID
    name: str = Field(description=_NAME)
    zone: str = Field(description=_ZONE)
    is_24x7: bool = Field(description=_IS_24X7)
    intervals: list[WeeklyHoursShown] = Field(description=_INTERVALS)
    country: str | None = Field(description=_COUNTRY)
    state: str | None = Field(description=_STATE)
    with_optional: bool = Field(description=_WITH_OPTIONAL)
    holiday_set_ids: list[UUID] = Field(description=_HOLIDAY_SET_IDS)
    is_default: bool = Field(
        description="Whether it is the default calendar of the organization, which applies wherever"
        " no calendar is named."
    )
    archived_at: Instant | None = Field(
        description="Time at which the calendar was archived. Null: it is in use."
    )
    version: int


class BusinessCalendarQuery(ListQuery):
    """Query parameters of `listCalendars`."""

    sort: Literal["name"] = "name"


class BusinessCalendarCreate(In):
    """A new calendar."""

    id: OwnId | None = None
    name: Line = Field(description=_NAME)
    zone: Zone = Field(description=_ZONE)
    is_24x7: StrictBool = Field(False, description=_IS_24X7)
    intervals: Week = Field(default_factory=list, description=_INTERVALS)
    country: Country | None = Field(None, description=_COUNTRY)
    state: Line | None = Field(None, description=_STATE)
    with_optional: StrictBool = Field(False, description=_WITH_OPTIONAL)
    holiday_set_ids: Annotated[list[UUID], Field(max_length=20)] = Field(
        default_factory=list, description=_HOLIDAY_SET_IDS
    )


class BusinessCalendarUpdate(Update):
    """Changes to a calendar: absent fields stay as they are, null clears one.

    Deadlines that were computed with the calendar are computed anew.
    """

    name: Annotated[Line, Field(description=_NAME)] = UNCHANGED
    zone: Annotated[Zone, Field(description=_ZONE)] = UNCHANGED
    is_24x7: Annotated[StrictBool, Field(description=_IS_24X7)] = UNCHANGED
    intervals: Annotated[Week, Field(description=f"{_INTERVALS} Replaces all of them.")] = UNCHANGED
    country: Annotated[
        Country | None,
        Field(description=f"{_COUNTRY} Clear `state` in the same request if there is one."),
    ] = UNCHANGED
    state: Annotated[Line | None, Field(description=_STATE)] = UNCHANGED
    with_optional: Annotated[StrictBool, Field(description=_WITH_OPTIONAL)] = UNCHANGED
    holiday_set_ids: Annotated[
        list[UUID], Field(max_length=20, description=f"{_HOLIDAY_SET_IDS} Replaces all of them.")
    ] = UNCHANGED
    archived: Annotated[
        StrictBool,
        Field(
            description="True archives the calendar, so that nothing new can name it; false takes"
            " it into use again. The default calendar is refused with `default_calendar_needed`."
        ),
    ] = UNCHANGED
    clear: list[Literal["country", "state"]] = Field(default_factory=list)


_DATE = "The day, in the time zone of the calendar."
_DAY_INTERVALS = "Business hours of this day. They must not overlap. Empty: closed all day."
_REASON = "Why the day has other hours; the calendar preview shows it."


class CalendarOverride(Out):
    """A day on which a calendar has other business hours than usual, or none."""

    id: UUID
    date: dt.date = Field(description=_DATE)
    intervals: list[HoursShown] = Field(description=_DAY_INTERVALS)
    reason: str = Field(description=_REASON)


class CalendarOverrideQuery(ListQuery):
    """Query parameters of `listCalendarOverrides`."""

    sort: Literal["date"] = "date"


class CalendarOverrideCreate(In):
    """Other business hours for one day. A calendar has at most one override per day."""

    id: OwnId | None = None
    date: Day = Field(description=_DATE)
    intervals: DayHours = Field(default_factory=list, description=_DAY_INTERVALS)
    reason: Line = Field(description=_REASON)


class CalendarAsk(Received):
    """Query parameters of `getCalendarPreview`: a period, and working minutes from its start."""

    model_config = ConfigDict(extra="forbid")

    starts_at: Instant | None = Field(
        None, description="Start of the period. Absent: the time of the request."
    )
    days: Annotated[int, Field(ge=1, le=370, description="Length of the period, in days.")] = 14
    minutes: Annotated[
        Annotated[int, Field(ge=0, le=1_000_000)] | None,
        Field(
            description="Minutes of business time after `starts_at` for which `due_at` is computed."
            " Absent or 0: it is not."
        ),
    ] = None


class OpenInterval(Out):
    """A part of the period that counts as business time, or does not."""

    starts_at: Instant = Field(description="Start of the part.")
    ends_at: Instant = Field(description="End of the part, not included.")
    counted: bool = Field(description="Whether the part counts as business time.")
    basis: Reason = Field(
        description="Why it counts or not: `working_hours` (it counts), `outside_hours`,"
        " `holiday`, or `closed` (outside the hours of an override). New ones may be added."
    )
    name: str | None = Field(
        description="Name of the holiday, or reason of the override. Null for other parts."
    )


class BusinessCalendarPreview(Out):
    """A period of time as a calendar counts it."""

    open_now: bool = Field(description="Whether the calendar is open at the time of the request.")
    next_opening_at: Instant | None = Field(
        description="Next time at which the calendar is open: now, if it is open. Null: it does not"
        " open within about two years."
    )
    working_minutes: int = Field(description="Business time within the period, in full minutes.")
    due_at: Instant | None = Field(
        description="Time at which `minutes` of business time have passed. Null: `minutes` was not"
        " sent or is 0, or the calendar is not open that long within about two years."
    )
    segments: list[OpenInterval] = Field(
        description="The period in parts, in order and without gaps."
    )
