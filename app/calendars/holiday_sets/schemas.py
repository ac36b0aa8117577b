"""Holiday sets as callers see them."""

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from pydantic import (
    Field,
    model_validator,
)
from pydantic_core import PydanticCustomError

from app.core.http.listing import ListQuery
from app.core.values.text import N_
from app.core.values.wire import UNCHANGED, In, Line, Out, StrictInt, Update


class HolidayRule(In):
    """A day that comes every year, or once."""

    name: Line
    kind: Literal["fixed", "date", "easter"]
    month: Annotated[StrictInt, Field(ge=1, le=12)] | None = None
    day: Annotated[StrictInt, Field(ge=1, le=31)] | None = None
    date: dt.date | None = None
    offset: Annotated[StrictInt, Field(ge=-120, le=200)] | None = Field(
        None, description="Days after Easter Sunday."
    )

    @model_validator(mode="after")
    def _whole(self) -> "HolidayRule":
        needs = {"fixed": (self.month, self.day), "date": (self.date,), "easter": (self.offset,)}
        if None in needs[self.kind]:
            raise PydanticCustomError("incomplete", N_("This kind of holiday needs more."))
        return self


class HolidayRuleShown(Out):
    name: str
    kind: str
    month: int | None
    day: int | None
    date: dt.date | None
    offset: int | None


class HolidaySet(Out):
    id: UUID
    name: str
    rules: list[HolidayRuleShown]
    version: int


class HolidaySetQuery(ListQuery):
    sort: Literal["name"] = "name"


class HolidaySetCreate(In):
    id: UUID | None = None
    name: Line
    rules: Annotated[list[HolidayRule], Field(max_length=200)]


class HolidaySetUpdate(Update):
    name: Line = UNCHANGED
    rules: Annotated[list[HolidayRule], Field(max_length=200)] = UNCHANGED
