"""Statements that read holiday sets."""

from sqlalchemy import bindparam, select

from app.calendars.models import HolidaySet
from app.core.data.statements import as_json, prepared
from app.core.http.listing import Listing

_HOLIDAY_SETS = select(HolidaySet.id, HolidaySet.name, HolidaySet.rules, HolidaySet.version)
HOLIDAY_SETS = Listing(_HOLIDAY_SETS, HolidaySet)
HOLIDAY_SET = prepared(
    as_json(
        _HOLIDAY_SETS.where(
            HolidaySet.organization_id == bindparam("organization_id"),
            HolidaySet.id == bindparam("id"),
        ),
        "version",
    )
)
