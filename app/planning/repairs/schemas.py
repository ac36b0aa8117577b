"""Disruptions of the agenda as callers report them."""

from enum import StrEnum
from typing import Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.core.values.text import N_
from app.core.values.wire import Instant
from app.planning.plans.schemas import LONGEST_PERIOD, PlanOptions


class DisruptionKind(StrEnum):
    """Kind of a disruption of the agenda.

    - `no_show`: nobody was met; the order needs another visit.
    - `urgent_order`: an order cannot wait.
    - `overrun`: a visit takes longer than it was planned for.
    - `technician_absent`: a technician does not work for a time.
    """

    NO_SHOW = "no_show"
    URGENT_ORDER = "urgent_order"
    OVERRUN = "overrun"
    TECHNICIAN_ABSENT = "technician_absent"


#: What has to be told of each kind, and nothing else.
FIELDS = {
    DisruptionKind.NO_SHOW: {"order_id"},
    DisruptionKind.URGENT_ORDER: {"order_id"},
    DisruptionKind.OVERRUN: {"order_id", "ends_at"},
    DisruptionKind.TECHNICIAN_ABSENT: {"technician_id", "starts_at", "ends_at"},
}
_FIELDS = {"order_id", "technician_id", "starts_at", "ends_at"}


class ScheduleRepairCreate(PlanOptions):
    """A disruption, and how a repair of the agenda is searched for."""

    disruption: DisruptionKind = Field(description="What has happened.")
    order_id: UUID | None = Field(
        None,
        description="The order that it is about. Required unless a technician is absent, and null"
        " then.",
    )
    technician_id: UUID | None = Field(
        None, description="The technician who is absent. Null for other disruptions."
    )
    starts_at: Instant | None = Field(
        None, description="Start of the absence. Null for other disruptions."
    )
    ends_at: Instant | None = Field(
        None,
        description="End of the absence, or the time at which the visit is now expected to end."
        " Null for other disruptions.",
    )
    until: Instant | None = Field(
        None,
        description="End of the time in which visits may find another place, at most 7 days ahead."
        " Null: the end of the day, in the organization's time zone, on which the disruption ends.",
    )

    @model_validator(mode="after")
    def _tells_what_it_needs(self) -> Self:
        told = {name for name in _FIELDS if getattr(self, name) is not None}
        needed = FIELDS[self.disruption]
        if told != needed:
            raise PydanticCustomError(
                "fields_of_disruption", N_("Send the fields of this disruption, and no others.")
            )
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise PydanticCustomError("ends_before_it_starts", N_("It ends before it starts."))
        if self.starts_at and self.ends_at and self.ends_at - self.starts_at > LONGEST_PERIOD:
            raise PydanticCustomError("period_too_long", N_("The period is too long."))
        return self
