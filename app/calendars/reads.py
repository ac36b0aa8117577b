"""Statements that read calendars and their overrides."""

from sqlalchemy import Date, and_, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.types import Text, Uuid

from app.calendars.models import Calendar, CalendarOverride, HolidaySet
from app.core.data.statements import as_json, prepared
from app.core.http.listing import Listing

_CALENDARS = select(
    Calendar.id,
    Calendar.name,
    Calendar.zone,
    Calendar.is_24x7,
    Calendar.intervals,
    Calendar.country,
    Calendar.state,
    Calendar.with_optional,
    Calendar.holiday_set_ids,
    (Calendar.id == Calendar.organization_id).label("is_default"),
    Calendar.archived_at,
    Calendar.version,
)
_THIS = (
    Calendar.organization_id == bindparam("organization_id"),
    Calendar.id == bindparam("id", type_=Uuid()),
)
CALENDARS = Listing(_CALENDARS, Calendar)
CALENDAR = prepared(as_json(_CALENDARS.where(*_THIS), "version"))

_OVERRIDES = select(
    CalendarOverride.id, CalendarOverride.date, CalendarOverride.intervals, CalendarOverride.reason
)
OVERRIDES = Listing(_OVERRIDES, CalendarOverride)
OVERRIDE = prepared(
    as_json(
        _OVERRIDES.where(
            CalendarOverride.organization_id == bindparam("organization_id"),
            CalendarOverride.id == bindparam("id"),
        )
    )
)
OF_CALENDAR = CalendarOverride.calendar_id == bindparam("calendar_id", type_=Uuid())

_overrides = (
    select(
        func.json_agg(
            func.json_build_object(
                *("date", CalendarOverride.date, "intervals", CalendarOverride.intervals),
                *("reason", CalendarOverride.reason),
            )
        )
    )
    .where(
        CalendarOverride.organization_id == Calendar.organization_id,
        CalendarOverride.calendar_id == Calendar.id,
        CalendarOverride.date >= cast(bindparam("since", type_=Date()), Date),
    )
    .correlate(Calendar)
    .scalar_subquery()
)
_rules = (
    select(func.json_agg(HolidaySet.rules))
    .where(
        and_(
            HolidaySet.organization_id == Calendar.organization_id,
            HolidaySet.id == func.any(Calendar.holiday_set_ids),
        )
    )
    .correlate(Calendar)
    .scalar_subquery()
)
#: Everything that decides when a calendar is open, in one look.
HOURS = prepared(
    select(
        Calendar.zone,
        Calendar.is_24x7,
        cast(Calendar.intervals, Text).label("intervals"),
        Calendar.country,
        Calendar.state,
        Calendar.with_optional,
        cast(func.coalesce(_overrides, cast("[]", JSON)), Text).label("overrides"),
        cast(func.coalesce(_rules, cast("[]", JSON)), Text).label("rules"),
    ).where(*_THIS)
)
