"""Periods of reports."""

from datetime import date, timedelta
from typing import Literal, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from app.core.values.text import N_
from app.core.values.wire import Day, Out, Received

#: A longer one is refused.
LONGEST = timedelta(days=366)
Step = Literal["day", "week", "month"]


class PeriodQuery(Received):
    """A period in the organization's time zone, both days included."""

    model_config = ConfigDict(extra="forbid")
    first_day: Day | None = Field(
        None,
        description="First day of the period, in the organization's time zone. Absent: 29 days"
        " before the last one.",
    )
    last_day: Day | None = Field(
        None,
        description="Last day of the period, included; at most 366 days after the first. Absent:"
        " today.",
    )
    by: Step = Field(
        "day", description="Length of the steps of the time series; weeks begin on Mondays."
    )

    @model_validator(mode="after")
    def _is_a_period(self) -> Self:
        if self.first_day is not None and self.last_day is not None:
            if self.last_day < self.first_day:
                raise PydanticCustomError("period", N_("A period ends after it begins."))
            if self.last_day - self.first_day > LONGEST:
                raise PydanticCustomError("period", N_("A period is a year long at most."))
        return self


class Period(Out):
    """The period of a report, both days included."""

    first_day: date = Field(description="First day of the period.")
    last_day: date = Field(description="Last day of the period.")
    by: Step = Field(description="Length of the steps of the time series; weeks begin on Mondays.")
    zone: str = Field(description="Time zone in which days begin and end, as an IANA name.")
