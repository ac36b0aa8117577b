"""Specialties of technicians as callers see them."""

import datetime as dt
from typing import Literal
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.catalog.services.schemas import Level
from app.core.http.listing import ListQuery
from app.core.values.text import N_
from app.core.values.wire import Day, IdOrMe, In, Instant, Out

_LEVEL = "Level of the technician, from 1 (a beginner) to 5 (teaches it to others)."
_FIRST_DAY = "First day on which the technician has the specialty. Null: since ever."
_LAST_DAY = "Last day, included, such as that of a certificate. Null: for good."


class TechnicianSpecialtyPut(In):
    """A specialty of a technician: what is left out takes its default."""

    level: Level = Field(1, description=_LEVEL)
    first_day: Day | None = Field(None, description=_FIRST_DAY)
    last_day: Day | None = Field(None, description=_LAST_DAY)

    @model_validator(mode="after")
    def _in_order(self) -> "TechnicianSpecialtyPut":
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise PydanticCustomError("ends_before_it_starts", N_("It ends before it starts."))
        return self


class TechnicianSpecialty(Out):
    """A specialty that a technician has, with its level and the days on which it holds."""

    id: UUID
    person_id: UUID = Field(description="The technician.")
    specialty_id: UUID = Field(description="The specialty.")
    specialty_name: str = Field(description="Name of the specialty.")
    level: int = Field(description=_LEVEL)
    first_day: dt.date | None = Field(description=_FIRST_DAY)
    last_day: dt.date | None = Field(description=_LAST_DAY)
    version: int
    created_at: Instant
    updated_at: Instant


class TechnicianSpecialtyQuery(ListQuery):
    """Filters and order of the list of specialties of technicians."""

    sort: Literal["created_at", "-created_at"] = "created_at"
    person_id: list[IdOrMe] | None = Field(
        None, description="Only specialties of these technicians; `me` is the caller."
    )
    specialty_id: list[UUID] | None = Field(None, description="Only these specialties.")
