"""Statements that read calendars and their overrides."""

from sqlalchemy import ARRAY, Date, any_, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.types import Text, Uuid

from app.calendars.models import BusinessCalendar, CalendarOverride, HolidaySet
from app.core.data.statements import prepared, read_by_id, tenant_join
from app.core.http.listing import Listing

_CALENDARS = select(
    BusinessCalendar.id,
    BusinessCalendar.name,
    BusinessCalendar.zone,
    BusinessCalendar.is_24x7,
    BusinessCalendar.intervals,
    BusinessCalendar.country,
    BusinessCalendar.state,
    BusinessCalendar.with_optional,
    BusinessCalendar.holiday_set_ids,
    (BusinessCalendar.id == BusinessCalendar.organization_id).label("is_default"),
    BusinessCalendar.archived_at,
    BusinessCalendar.version,
)
CALENDARS = Listing(_CALENDARS, BusinessCalendar)
CALENDAR = read_by_id(_CALENDARS, BusinessCalendar, "version")

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
        tenant_join(BusinessCalendar, CalendarOverride, CalendarOverride.calendar_id),
        CalendarOverride.date >= cast(bindparam("since", type_=Date()), Date),
    )
    .correlate(BusinessCalendar)
    .scalar_subquery()
)
_rules = (
    select(func.json_agg(HolidaySet.rules))
    .where(tenant_join(HolidaySet, BusinessCalendar, func.any(BusinessCalendar.holiday_set_ids)))
    .correlate(BusinessCalendar)
    .scalar_subquery()
)
#: Everything that decides when calendars are open, in one look.
HOURS = prepared(
    select(
        BusinessCalendar.id,
        BusinessCalendar.zone,
        BusinessCalendar.is_24x7,
        cast(BusinessCalendar.intervals, Text).label("intervals"),
        BusinessCalendar.country,
        BusinessCalendar.state,
        BusinessCalendar.with_optional,
        cast(func.coalesce(_overrides, cast("[]", JSON)), Text).label("overrides"),
        cast(func.coalesce(_rules, cast("[]", JSON)), Text).label("rules"),
    ).where(
        BusinessCalendar.organization_id == bindparam("organization_id"),
        BusinessCalendar.id == any_(bindparam("ids", type_=ARRAY(Uuid))),
    )
)
