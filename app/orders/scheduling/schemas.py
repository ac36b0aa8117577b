"""The request body of scheduling."""

from typing import Literal, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.core.values.text import N_
from app.core.values.wire import (
    In,
    Instant,
    Line,
    StrictBool,
)
from app.schedules.promises.service import LONGEST_WINDOW

#: Of a visit that is booked in spite of what is refused otherwise.
OVERRIDE_REASON = (
    "Reason to book the visit although it lies outside of the working hours, on a holiday or too"
    " near to another one; needs the permission `schedules:override`, and is shown in the timeline."
    " Null: what the settings of the organization refuse is refused."
)


class PromiseWanted(In):
    """Promise that is asked for: a kind of window, or a window."""

    promise_kind: Literal["shift", "two_hours", "exact"] | None = Field(
        None,
        description="What the customer is promised: that the visit starts in the shift of the day"
        " in which `starts_at` lies, within two hours from it, or then. Null: as the settings of"
        " the organization say, unless a window is given.",
    )
    promised_from: Instant | None = Field(
        None,
        description="Window that the customer is promised for the start of the visit: its first"
        " time. Null: none; sent with `promised_until`, and without `promise_kind`.",
    )
    promised_until: Instant | None = Field(
        None,
        description="Last time of the window; at most 24 hours after the first. `starts_at` lies in"
        " the window. Null: none.",
    )

    @model_validator(mode="after")
    def _one_promise(self) -> Self:
        given = self.promised_from, self.promised_until
        if None in given and given != (None, None):
            raise PydanticCustomError(
                "half_a_window", N_("A window has both a first and a last time.")
            )
        if self.promised_from is None or self.promised_until is None:
            return self
        if self.promise_kind is not None:
            raise PydanticCustomError(
                "two_promises", N_("A window is given, and the kind of another one.")
            )
        if self.promised_until < self.promised_from:
            raise PydanticCustomError("ends_before_it_starts", N_("It ends before it starts."))
        if self.promised_until - self.promised_from > LONGEST_WINDOW:
            raise PydanticCustomError("period_too_long", N_("The period is too long."))
        return self


class OrderSchedule(PromiseWanted):
    """The technician and the time that an order is scheduled for. It replaces an earlier visit.

    Nobody who is named may have another booking at that time.
    """

    technician_id: UUID = Field(
        description="The technician who is responsible: starts, reports and closes."
    )
    starts_at: Instant = Field(description="Agreed start of the visit.")
    ends_at: Instant = Field(
        description="Agreed end of the visit. After `starts_at`, and at most 24 hours later."
    )
    helper_ids: list[UUID] = Field(
        default_factory=list,
        max_length=10,
        description="Technicians who take part without being responsible; nobody twice, and not the"
        " responsible one.",
    )

    pinned: StrictBool = Field(False, description="Whether plans leave the visit where it is.")

    override_reason: Line | None = Field(None, description=OVERRIDE_REASON)

    @model_validator(mode="after")
    def _nobody_twice(self) -> Self:
        named = [self.technician_id, *self.helper_ids]
        if len(set(named)) < len(named):
            raise PydanticCustomError("duplicate", N_("Somebody is named twice."))
        return self
