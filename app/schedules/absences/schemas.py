"""Absences as callers see them."""

import datetime as dt
from typing import Literal
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.core.http.listing import ListQuery
from app.core.values.text import N_
from app.core.values.wire import Day, IdOrMe, In, Instant, Line, Out, OwnId
from app.schedules.absences.models import AbsenceKind, AbsenceStatus, DayPart

#: A longer one would not fit a booking.
_MOST_DAYS = 365
_KIND = "Why the technician is absent."
_FIRST_DAY = "First day of the absence, in the local time of the technician."
_LAST_DAY = "Last day of the absence, included."
_PART = "Part of the day; `morning` and `afternoon` take a single day."
_REASON = "Remark of the technician. Null: none."


class AbsenceCreate(In):
    """A request of the caller not to work on some days, or on half a day."""

    id: OwnId | None = None
    kind: AbsenceKind = Field(description=_KIND)
    first_day: Day = Field(description=_FIRST_DAY)
    last_day: Day = Field(description=f"{_LAST_DAY} At most 365 days in all.")
    part: DayPart = Field(DayPart.WHOLE, description=_PART)
    reason: Line | None = Field(None, description=_REASON)

    @model_validator(mode="after")
    def _fits(self) -> "AbsenceCreate":
        days = (self.last_day - self.first_day).days + 1
        if days < 1:
            raise PydanticCustomError("ends_before_it_starts", N_("It ends before it starts."))
        if days > _MOST_DAYS:
            raise PydanticCustomError("period_too_long", N_("The period is too long."))
        if days > 1 and self.part is not DayPart.WHOLE:
            raise PydanticCustomError("half_of_several_days", N_("Half a day is one day."))
        return self


class AbsenceRefuse(In):
    """The answer to a request that is refused."""

    answer: Line = Field(description="Why it is refused; the technician reads it.")


class Absence(Out):
    """A request of a technician not to work, and what became of it."""

    id: UUID
    person_id: UUID = Field(description="The technician.")
    kind: AbsenceKind = Field(description=_KIND)
    first_day: dt.date = Field(description=_FIRST_DAY)
    last_day: dt.date = Field(description=_LAST_DAY)
    part: DayPart = Field(description=_PART)
    starts_at: Instant = Field(description="Start of the absence.")
    ends_at: Instant = Field(description="End of the absence, not included.")
    reason: str | None = Field(description=_REASON)
    status: AbsenceStatus = Field(description="What became of the request.")
    decided_by_id: UUID | None = Field(description="Who approved or refused it. Null: nobody yet.")
    decided_at: Instant | None = Field(description="When it was decided. Null: not yet.")
    answer: str | None = Field(description="Why it was refused. Null: it was not.")
    booking_id: UUID | None = Field(
        description="The booking that takes the time. Null: it was never approved."
    )
    version: int
    created_at: Instant
    updated_at: Instant


class AbsenceQuery(ListQuery):
    """Filters and order of the list of absences."""

    sort: Literal["starts_at", "-starts_at"] = "starts_at"
    person_id: list[IdOrMe] | None = Field(
        None, description="Only absences of these technicians; `me` is the caller."
    )
    status: list[AbsenceStatus] | None = Field(
        None, description="Only absences with one of these statuses."
    )
    starts_after: Instant | None = Field(
        None, description="Only absences that start at this time or later."
    )
    starts_before: Instant | None = Field(
        None, description="Only absences that start before this time."
    )
