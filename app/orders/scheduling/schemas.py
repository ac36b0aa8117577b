"""The request body of scheduling."""

from typing import Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.core.values.text import N_
from app.core.values.wire import (
    In,
    Instant,
)


class OrderSchedule(In):
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

    @model_validator(mode="after")
    def _nobody_twice(self) -> Self:
        named = [self.technician_id, *self.helper_ids]
        if len(set(named)) < len(named):
            raise PydanticCustomError("duplicate", N_("Somebody is named twice."))
        return self
