"""Calendars as callers see them."""

import datetime as dt
import re
from itertools import pairwise
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from app.calendars.business_time.service import Reason
from app.core.http.listing import ListQuery
from app.core.values.text import N_
from app.core.values.wire import UNCHANGED, In, Instant, Line, Out, StrictBool, StrictInt, Update

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
Country = Literal["BR", "PT"]


class Hours(In):
    starts: Clock
    ends: Clock

    @model_validator(mode="after")
    def _in_order(self) -> "Hours":
        if minute_of(self.starts) >= minute_of(self.ends):
            raise PydanticCustomError("ends_before_it_starts", N_("It ends before it starts."))
        return self


class WeeklyHours(Hours):
    weekday: Annotated[StrictInt, Field(ge=0, le=6, description="0 is Monday.")]


class HoursShown(Out):
    starts: str
    ends: str


class WeeklyHoursShown(HoursShown):
    weekday: int


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


class Calendar(Out):
    id: UUID
    name: str
    zone: str
    is_24x7: bool
    intervals: list[WeeklyHoursShown] = Field(description="Hours of the week; overnight is two.")
    country: str | None
    state: str | None
    with_optional: bool
    holiday_set_ids: list[UUID]
    is_default: bool = Field(description="Followed by whatever names no calendar.")
    archived_at: Instant | None
    version: int


class CalendarQuery(ListQuery):
    sort: Literal["name"] = "name"


class CalendarCreate(In):
    id: UUID | None = None
    name: Line
    zone: Zone
    is_24x7: StrictBool = False
    intervals: Week = Field(default_factory=list)
    country: Country | None = Field(None, description="Whose holidays are kept; null: none.")
    state: Line | None = Field(None, description="And those of this state: `SP`.")
    with_optional: StrictBool = Field(False, description="Also days such as Carnival.")
    holiday_set_ids: Annotated[list[UUID], Field(max_length=20)] = Field(default_factory=list)


class CalendarUpdate(Update):
    name: Line = UNCHANGED
    zone: Zone = UNCHANGED
    is_24x7: StrictBool = UNCHANGED
    intervals: Week = UNCHANGED
    country: Country | None = UNCHANGED
    state: Line | None = UNCHANGED
    with_optional: StrictBool = UNCHANGED
    holiday_set_ids: Annotated[list[UUID], Field(max_length=20)] = UNCHANGED
    archived: StrictBool = UNCHANGED
    clear: list[Literal["country", "state"]] = Field(default_factory=list)


class Override(Out):
    id: UUID
    date: dt.date
    intervals: list[HoursShown] = Field(description="None: closed all day.")
    reason: str


class OverrideQuery(ListQuery):
    sort: Literal["date"] = "date"


class OverrideCreate(In):
    id: UUID | None = None
    date: dt.date
    intervals: DayHours = Field(default_factory=list, description="None: closed all day.")
    reason: Line


class CalendarAsk(BaseModel):
    """A stretch of time to be explained, and working minutes to be added to its beginning."""

    model_config = ConfigDict(extra="forbid")

    starts_at: Instant | None = Field(None, description="Without it: now.")
    days: Annotated[int, Field(ge=1, le=370)] = 14
    minutes: Annotated[int, Field(ge=0, le=1_000_000)] | None = None


class OpenInterval(Out):
    starts_at: Instant
    ends_at: Instant
    counted: bool
    reason: Reason
    name: str | None


class CalendarPreview(Out):
    open_now: bool
    next_opening_at: Instant | None
    working_minutes: int = Field(description="Within the stretch that was asked for.")
    due_at: Instant | None = Field(description="When `minutes` have passed.")
    segments: list[OpenInterval]
