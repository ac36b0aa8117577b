"""On-call duty as callers see it."""

from itertools import pairwise
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from app.core.values.text import N_
from app.core.values.wire import In, Instant, Out

_PERIODS = "Periods in which the technician can be called, by their start; they do not overlap."


class OnCallPeriod(In):
    """A period in which a technician can be called."""

    starts_at: Instant = Field(description="Start of the period.")
    ends_at: Instant = Field(description="End of the period, later than the start; not part of it.")

    @model_validator(mode="after")
    def _in_order(self) -> "OnCallPeriod":
        if self.ends_at <= self.starts_at:
            raise PydanticCustomError("ends_before_it_starts", N_("It ends before it starts."))
        return self


def _in_order(periods: list[OnCallPeriod]) -> list[OnCallPeriod]:
    found = sorted(periods, key=lambda period: period.starts_at)
    if any(earlier.ends_at > later.starts_at for earlier, later in pairwise(found)):
        raise PydanticCustomError("interval_overlap", N_("Two shifts overlap."))
    return found


class OnCallDutyPut(In):
    """The whole on-call duty of a technician."""

    periods: Annotated[list[OnCallPeriod], Field(max_length=200), AfterValidator(_in_order)] = (
        Field(description=_PERIODS)
    )


class OnCallPeriodShown(Out):
    """A period in which a technician can be called."""

    starts_at: Instant = Field(description="Start of the period.")
    ends_at: Instant = Field(description="End of the period; not part of it.")


class OnCallDuty(Out):
    """Periods outside of the working hours in which urgent orders may be scheduled."""

    person_id: UUID = Field(description="The technician.")
    periods: list[OnCallPeriodShown] = Field(description=_PERIODS)
    version: int
