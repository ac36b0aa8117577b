"""Calendars: opening hours, overrides, and when an organization is open."""

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.dialects.postgresql import insert

from app.calendars.business_time.service import BusinessTime
from app.calendars.business_time.service import Hours as Minutes
from app.calendars.events import CalendarCreated, CalendarUpdated
from app.calendars.holidays import holidays_of, states_of
from app.calendars.models import BusinessCalendar, CalendarOverride, HolidaySet
from app.calendars.reads import HOURS
from app.calendars.schemas import (
    BusinessCalendarCreate,
    BusinessCalendarUpdate,
    CalendarOverrideCreate,
    minute_of,
)
from app.core.data.database import TenantSession
from app.core.data.reading import Rows
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import NotFound, Refusal, ValidationFailed
from app.core.values.ids import new_id
from app.core.values.text import N_, translate
from app.core.values.wire import apply
from app.organizations.service import organization_of

#: What a new organization works: Monday to Friday, half past eight to half past five.
USUAL_WEEK = [{"weekday": day, "starts": "08:30", "ends": "17:30"} for day in range(5)]
#: Exceptions further back are of no interest to anything that still runs.
_LOOKS_BACK = timedelta(days=400)


class DefaultCalendarNeeded(Refusal):
    """The default calendar, which applies to whatever names none, cannot be archived."""

    title = N_("This is the calendar of whatever names none")
    advice = N_("Change its hours instead.")


async def business_time(
    source: Rows, calendar_id: UUID | None, *, around: datetime
) -> BusinessTime:
    """Hours of a calendar; without one, those of the organization's default, made or not yet."""
    found = await business_times(source, [calendar_id], around=around)
    if calendar_id not in found:
        raise NotFound
    return found[calendar_id]


async def business_times(
    source: Rows, calendar_ids: Iterable[UUID | None], *, around: datetime
) -> dict[UUID | None, BusinessTime]:
    """Hours of several calendars, and of the organization's default, which is also that of None."""
    default_id = source.actor.organization_id
    ids = {default_id, *(each for each in calendar_ids if each is not None)}
    rows = await source.rows(HOURS, ids=sorted(ids), since=(around - _LOOKS_BACK).date())
    found: dict[UUID | None, BusinessTime] = {row["id"]: _hours_of(row) for row in rows}
    default = found.get(default_id) or _usual(source.actor.zone)
    return found | {default_id: default, None: default}


async def default_calendar(session: TenantSession) -> BusinessCalendar:
    """The calendar of everything that names none. It is written down when needed first."""
    organization = await organization_of(session)
    moment = now()
    await session.execute(
        insert(BusinessCalendar)
        .values(
            organization_id=organization.id,
            id=organization.id,
            name=translate(N_("Business hours"), organization.locale),
            zone=organization.zone,
            is_24x7=False,
            intervals=USUAL_WEEK,
            country=_country_of(organization.zone),
            with_optional=False,
            holiday_set_ids=[],
            version=1,
            created_at=moment,
            updated_at=moment,
        )
        .on_conflict_do_nothing()
    )
    return await session.fetch(BusinessCalendar, organization.id)


async def require_calendar(
    session: TenantSession, calendar_id: UUID, field: str
) -> BusinessCalendar:
    """The calendar that a field of the body names; 422 unless it is there and in use."""
    if calendar_id == session.actor.organization_id:
        return await default_calendar(session)
    found = await session.refer(BusinessCalendar, calendar_id, field)
    if found.archived_at is not None:
        raise ValidationFailed.at(field, "archived", N_("This calendar is not used any more."))
    return found


async def create_calendar(session: TenantSession, new: BusinessCalendarCreate) -> BusinessCalendar:
    await _check(session, new.country, new.state, new.holiday_set_ids)
    calendar = BusinessCalendar(**new.model_dump(exclude={"id"}), id=new.id or new_id())
    session.add(calendar)
    announce(session, CalendarCreated(calendar_id=calendar.id))
    return calendar


async def update_calendar(
    session: TenantSession, calendar: BusinessCalendar, change: BusinessCalendarUpdate
) -> None:
    wanted = change.changes()
    archived = wanted.pop("archived", None)
    await _check(
        session,
        wanted.get("country", calendar.country),
        wanted.get("state", calendar.state),
        wanted.get("holiday_set_ids", []),
    )
    if archived is not None:
        if archived and calendar.id == session.actor.organization_id:
            raise DefaultCalendarNeeded
        calendar.archived_at = (calendar.archived_at or now()) if archived else None
    apply(calendar, wanted)
    if wanted:
        announce(session, CalendarUpdated(calendar_id=calendar.id))


async def create_override(
    session: TenantSession, calendar: BusinessCalendar, new: CalendarOverrideCreate
) -> CalendarOverride:
    """Give a day other hours; a second exception of the same day answers 409."""
    override = CalendarOverride(
        **new.model_dump(exclude={"id"}), id=new.id or new_id(), calendar_id=calendar.id
    )
    session.add(override)
    await session.flush()
    announce(session, CalendarUpdated(calendar_id=calendar.id))
    return override


async def delete_override(
    session: TenantSession, calendar: BusinessCalendar, override_id: UUID
) -> None:
    override = await session.fetch(CalendarOverride, override_id)
    if override.calendar_id != calendar.id:
        raise NotFound
    await session.delete(override)
    announce(session, CalendarUpdated(calendar_id=calendar.id))


async def _check(
    session: TenantSession, country: str | None, state: str | None, set_ids: list[UUID]
) -> None:
    if state is not None and (country is None or state not in states_of(country)):
        detail = N_("This country has no such state.")
        raise ValidationFailed.at("state", "unknown_state", detail)
    await session.refer_list(HolidaySet, set_ids, "holiday_set_ids")


def _hours_of(row: Any) -> BusinessTime:
    rules = [rule for rules in json.loads(row["rules"]) for rule in rules]
    return BusinessTime(
        ZoneInfo(row["zone"]),
        _week(json.loads(row["intervals"])),
        row["is_24x7"],
        {
            date.fromisoformat(day["date"]): (_minutes(day["intervals"]), day["reason"])
            for day in json.loads(row["overrides"])
        },
        holidays_of(row["country"], row["state"], rules, optional=row["with_optional"]),
    )


def _usual(zone: str) -> BusinessTime:
    country = _country_of(zone)
    return BusinessTime(
        ZoneInfo(zone),
        _week(USUAL_WEEK),
        holidays=holidays_of(country, None, (), optional=False),
    )


def _country_of(zone: str) -> str:
    return "PT" if zone in ("Europe/Lisbon", "Atlantic/Madeira", "Atlantic/Azores") else "BR"


def _week(intervals: list[dict[str, Any]]) -> tuple[Minutes, ...]:
    return tuple(
        _minutes([hours for hours in intervals if hours["weekday"] == day]) for day in range(7)
    )


def _minutes(intervals: list[dict[str, Any]]) -> Minutes:
    return tuple((minute_of(hours["starts"]), minute_of(hours["ends"])) for hours in intervals)
