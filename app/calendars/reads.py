"""Statements that read calendars and their overrides."""

from sqlalchemy import Date, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.types import Text, Uuid

from app.calendars.models import Calendar, CalendarOverride, HolidaySet
from app.core.data.statements import by_id, prepared, read_by_id, tenant_join
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
CALENDARS = Listing(_CALENDARS, Calendar)
CALENDAR = read_by_id(_CALENDARS, Calendar, "version")

_OVERRIDES = select(
    CalendarOverride.id, CalendarOverride.date, CalendarOverride.intervals, CalendarOverride.reason
)
OVERRIDES = Listing(_OVERRIDES, CalendarOverride)
OVERRIDE = read_by_id(_OVERRIDES, CalendarOverride)
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
        tenant_join(Calendar, CalendarOverride, CalendarOverride.calendar_id),
        CalendarOverride.date >= cast(bindparam("since", type_=Date()), Date),
    )
    .correlate(Calendar)
    .scalar_subquery()
)
_rules = (
    select(func.json_agg(HolidaySet.rules))
    .where(tenant_join(HolidaySet, Calendar, func.any(Calendar.holiday_set_ids)))
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
    ).where(by_id(Calendar))
)
