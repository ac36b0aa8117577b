"""Figures of the agenda as callers see them."""

from datetime import timedelta
from typing import Annotated, Self
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from app.core.values.text import N_
from app.core.values.wire import IdOrMe, Instant, Out, Received

#: The longest period that figures are of.
LONGEST_PERIOD = timedelta(days=31)


class TechnicianFigures(Out):
    """Figures of a technician in a period. Shares are between 0 and 1.

    A visit counts where it was planned to start.
    """

    person_id: UUID = Field(description="The technician.")
    name: str = Field(description="Full name of the technician.")
    visits: int = Field(description="Number of visits that were in the agenda.")
    done: int = Field(description="Number of them with which an order was closed.")
    failed: int = Field(description="Number of them that failed, no-shows included.")
    working_seconds: int = Field(description="Working hours less absences and blocks, in seconds.")
    booked_seconds: int = Field(description="Time that was booked for visits, in seconds.")
    utilization: float | None = Field(
        description="Booked time as a share of the working time; above 1 with visits outside of"
        " the working hours. Null: no working time."
    )
    travel_seconds: int = Field(description="Travel time as it was recorded, in seconds.")
    work_seconds: int = Field(description="Work time as it was recorded, in seconds.")
    travel_share: float | None = Field(
        description="Travel time as a share of travel and work. Null: nothing was recorded."
    )
    metres: int = Field(
        description="Way between the sites of the visits of each day, in the order of their start,"
        " in metres; estimated by the distance."
    )
    promises: int = Field(
        description="Number of visits that have a promise and in which the technician arrived."
    )
    promises_kept: int = Field(
        description="Number of those in which the technician arrived in the promised window."
    )
    promises_kept_share: float | None = Field(
        description="Kept promises as a share of all. Null: there was none."
    )
    planned_seconds: int = Field(
        description="Planned duration of the visits with recorded work, in seconds, to be compared"
        " with `work_seconds`."
    )
    late_seconds: int | None = Field(
        description="How much later than planned work began, on average, in seconds; negative when"
        " it was earlier. Null: none has begun."
    )


class AgendaFigures(Out):
    """Figures of technicians in a period."""

    starts_at: Instant = Field(description="Start of the period.")
    ends_at: Instant = Field(description="End of the period, not included.")
    technicians: list[TechnicianFigures] = Field(
        description="Figures of each technician, by name; at most 100."
    )


class AgendaFiguresQuery(Received):
    """Query parameters of `getAgendaFigures`: the period and the technicians."""

    model_config = ConfigDict(extra="forbid")

    starts_at: Instant = Field(description="Start of the period.")
    ends_at: Instant = Field(
        description="End of the period, not included; at most 31 days after its start."
    )
    person_id: Annotated[list[IdOrMe], Field(max_length=100)] | None = Field(
        None,
        description="Only these technicians; `me` is the caller. Absent: the first 100 active ones"
        " by name.",
    )

    @model_validator(mode="after")
    def _is_a_period(self) -> Self:
        if self.ends_at <= self.starts_at:
            raise PydanticCustomError("ends_before_it_starts", N_("It ends before it starts."))
        if self.ends_at - self.starts_at > LONGEST_PERIOD:
            raise PydanticCustomError("period_too_long", N_("The period is too long."))
        return self
