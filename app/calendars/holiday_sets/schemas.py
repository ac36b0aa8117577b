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
from app.core.values.wire import UNCHANGED, Day, In, Line, Out, OwnId, StrictInt, Update

_NAME = "Name of the holiday."
_KIND = (
    "How the day is found: `fixed` (`month` and `day` of every year), `date` (once, on `date`) or"
    " `easter` (`offset` days after Easter Sunday)."
)
_MONTH = "Month of the holiday, 1 to 12. Required for `fixed`, without effect for other kinds."
_DAY = (
    "Day of the month. Required for `fixed`, without effect for other kinds. Only 29 February may"
    " be missing in a year, which has no such holiday then."
)
#: The last day that each month may have.
_LAST_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DATE = "The one day of the holiday. Required for `date`, without effect for other kinds."
_OFFSET = (
    "Days after Easter Sunday, negative for days before, such as -47 for Shrove Tuesday. Required"
    " for `easter`, without effect for other kinds."
)
_SET_NAME = "Name of the set, unique in the organization."
_RULES = "Holidays of the set."


class HolidayRule(In):
    """A holiday that returns every year, or a single one."""

    name: Line = Field(description=_NAME)
    kind: Literal["fixed", "date", "easter"] = Field(description=_KIND)
    month: Annotated[StrictInt, Field(ge=1, le=12)] | None = Field(None, description=_MONTH)
    day: Annotated[StrictInt, Field(ge=1, le=31)] | None = Field(None, description=_DAY)
    date: Day | None = Field(None, description=_DATE)
    offset: Annotated[StrictInt, Field(ge=-120, le=200)] | None = Field(None, description=_OFFSET)

    @model_validator(mode="after")
    def _whole(self) -> "HolidayRule":
        needs = {"fixed": (self.month, self.day), "date": (self.date,), "easter": (self.offset,)}
        if None in needs[self.kind]:
            raise PydanticCustomError("incomplete", N_("This kind of holiday needs more."))
        if self.kind == "fixed" and self.month and (self.day or 0) > _LAST_DAYS[self.month - 1]:
            raise PydanticCustomError("no_such_day", N_("This month never has such a day."))
        return self


class HolidayRuleShown(Out):
    """A holiday that returns every year, or a single one."""

    name: str = Field(description=_NAME)
    kind: Literal["fixed", "date", "easter"] = Field(description=_KIND)
    month: int | None = Field(description=_MONTH)
    day: int | None = Field(description=_DAY)
    date: dt.date | None = Field(description=_DATE)
    offset: int | None = Field(description=_OFFSET)


class HolidaySet(Out):
    """Holidays that the organization defines itself; calendars name the set."""

    id: UUID
    name: str = Field(description=_SET_NAME)
    rules: list[HolidayRuleShown] = Field(description=_RULES)
    version: int


class HolidaySetQuery(ListQuery):
    """Query parameters of `listHolidaySets`."""

    sort: Literal["name"] = "name"


class HolidaySetCreate(In):
    """A new holiday set."""

    id: OwnId | None = None
    name: Line = Field(description=_SET_NAME)
    rules: Annotated[list[HolidayRule], Field(max_length=200, description=_RULES)]


class HolidaySetUpdate(Update):
    """Changes to a holiday set; they apply to every calendar that names it."""

    name: Annotated[Line, Field(description=_SET_NAME)] = UNCHANGED
    rules: Annotated[
        list[HolidayRule], Field(max_length=200, description=f"{_RULES} Replaces all of them.")
    ] = UNCHANGED
