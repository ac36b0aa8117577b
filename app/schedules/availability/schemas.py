"""Availability as callers see it."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from app.core.http.listing import ListQuery
from app.core.values.clock import now
from app.core.values.text import N_
from app.core.values.wire import IdOrMe, Instant, Out, Received
from app.schedules.availability.intervals import AvailabilityStatus
from app.schedules.working_hours.schemas import VisitOutside

#: The longest period that is shown at once.
LONGEST_PERIOD = timedelta(days=62)
_USUAL_PERIOD = timedelta(days=7)
Basis = Literal[
    "working_hours",
    "visit",
    "absence",
    "block",
    "hold",
    "on_call",
    "outside_hours",
    "holiday",
    "closed",
]


class TechnicianQuery(ListQuery):
    """Order of the technicians whose availability is shown."""

    sort: Literal["name"] = "name"


class TechniciansAsked(Received):
    """Query parameters of an operation that pages through technicians: whose time is shown."""

    model_config = ConfigDict(extra="forbid")

    person_id: Annotated[list[IdOrMe], Field(max_length=100)] | None = Field(
        None, description="Only these technicians; `me` is the caller."
    )
    company_id: UUID | None = Field(None, description="Only technicians of this company.")
    team_id: UUID | None = Field(None, description="Only technicians who are in this team.")
    limit: Annotated[
        int, Field(ge=1, le=100, description="Maximum number of rows in the page.")
    ] = 25
    cursor: Annotated[
        str | None,
        Field(
            max_length=2000,
            description="`next_cursor` of the previous page. Send the same filters and the same"
            " `sort` with it, or it is refused with `invalid_cursor`. Absent: the first page.",
        ),
    ] = None


class AvailabilityQuery(TechniciansAsked):
    """Query parameters of `listAvailability`: a period, and whose time it is."""

    starts_at: Instant | None = Field(
        None, description="Start of the period. Absent: the time of the request."
    )
    ends_at: Instant | None = Field(
        None,
        description="End of the period, not included: after `starts_at`, and at most 62 days later."
        " Absent: seven days after `starts_at`.",
    )

    @model_validator(mode="after")
    def _bounded(self) -> "AvailabilityQuery":
        starts_at, ends_at = self.period
        if ends_at <= starts_at:
            raise PydanticCustomError("ends_before_it_starts", N_("It ends before it starts."))
        if ends_at - starts_at > LONGEST_PERIOD:
            raise PydanticCustomError("period_too_long", N_("The period is too long."))
        return self

    @property
    def period(self) -> tuple[datetime, datetime]:
        starts_at = (self.starts_at or now()).astimezone(UTC)
        return starts_at, (self.ends_at or starts_at + _USUAL_PERIOD).astimezone(UTC)


class VisitsOutsideQuery(Received):
    """Query parameters of `listVisitsOutside`."""

    model_config = ConfigDict(extra="forbid")

    calendar_id: UUID | None = Field(
        None, description="Only visits of technicians who work by this calendar, or observe it."
    )


class VisitsOutside(Out):
    """Visits ahead outside of the working hours of their technicians."""

    items: list[VisitOutside] = Field(description="The visits by their start, 100 at most.")


class AvailabilityInterval(Out):
    """A stretch of a technician's time that is free or taken, with the reason."""

    starts_at: Instant = Field(description="Start of the interval.")
    ends_at: Instant = Field(description="End of the interval, not included.")
    status: AvailabilityStatus = Field(description="Whether the technician is available.")
    basis: Basis = Field(
        description="Why: `working_hours` (free), the kind of the booking (taken), `on_call`, or"
        " `outside_hours`, `holiday`, `closed` (off; the last one is an override of the calendar)."
    )
    name: str | None = Field(
        description="Name of the holiday, or reason of the override. Null for others."
    )
    booking_id: UUID | None = Field(description="The booking. Null: nothing is booked.")


class TechnicianAvailability(Out):
    """A period of a technician's time."""

    person_id: UUID = Field(description="The technician.")
    name: str = Field(description="Name of the technician.")
    zone: str = Field(description="IANA time zone of the technician's working hours.")
    free_minutes: int = Field(description="Sum of the free intervals, in full minutes.")
    intervals: list[AvailabilityInterval] = Field(
        description="The period in intervals, in order and without gaps."
    )
