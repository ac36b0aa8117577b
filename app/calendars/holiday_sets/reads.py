"""Statements that read holiday sets."""

from sqlalchemy import select

from app.calendars.models import HolidaySet
from app.core.data.statements import read_by_id
from app.core.http.listing import Listing

_HOLIDAY_SETS = select(HolidaySet.id, HolidaySet.name, HolidaySet.rules, HolidaySet.version)
HOLIDAY_SETS = Listing(_HOLIDAY_SETS, HolidaySet)
HOLIDAY_SET = read_by_id(_HOLIDAY_SETS, HolidaySet, "version")
