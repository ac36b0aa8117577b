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
    """A slot of one technician; it must not touch another of the same person."""

    technician_id: UUID = Field(description="Who is responsible: starts, reports and closes.")
    starts_at: Instant
    ends_at: Instant
    helper_ids: list[UUID] = Field(
        default_factory=list, max_length=10, description="Technicians who come along."
    )

    @model_validator(mode="after")
    def _nobody_twice(self) -> Self:
        named = [self.technician_id, *self.helper_ids]
        if len(set(named)) < len(named):
            raise PydanticCustomError("duplicate", N_("Somebody is named twice."))
        return self
