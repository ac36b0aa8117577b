"""`/v1/calendars`"""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.calendars import schemas, service
from app.calendars.business_time.service import NeverOpen
from app.calendars.models import BusinessCalendar
from app.calendars.reads import CALENDAR, CALENDARS, OF_CALENDAR, OVERRIDE, OVERRIDES
from app.calendars.service import DefaultCalendarNeeded
from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting, existing
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.clock import now
from app.core.values.errors import Duplicate, NotFound, UnknownReference, refuses

router = APIRouter(tags=["calendars"], route_class=Route)

CanRead = Annotated[Reading, acting("calendars:read")]
CanWrite = Annotated[TenantSession, acting("calendars:write")]
TheCalendar = Annotated[BusinessCalendar, existing(BusinessCalendar, "calendars:write")]


@router.get(
    "/calendars", operation_id="listCalendars", response_model=Page[schemas.BusinessCalendar]
)
async def list_calendars(
    reading: CanRead, query: Annotated[schemas.BusinessCalendarQuery, Query()]
) -> Json:
    """List the calendars of the organization.

    A calendar has the business hours of the week with holidays and overrides; SLA targets count by
    it. The list is sorted by name and includes archived calendars. There is no text search and no
    filter.
    """
    return await CALENDARS.page(reading, query)


@router.post(
    "/calendars",
    operation_id="createCalendar",
    status_code=201,
    response_model=schemas.BusinessCalendar,
    responses=refuses(Duplicate, UnknownReference),
)
async def create_calendar(session: CanWrite, new: schemas.BusinessCalendarCreate) -> Json:
    """Create a calendar with business hours and holidays.

    It takes effect where something names it, such as a desk. A day can have several intervals;
    public holidays come from `country` and `state`, others from holiday sets. It is recorded as
    `calendar.created`. A name that another calendar has is refused with `duplicate`, an unknown
    holiday set with `unknown_reference`, and intervals that overlap or a state that the country
    does not have with `validation_failed`.
    """
    calendar = await service.create_calendar(session, new)
    location = f"/v1/calendars/{calendar.id}"
    return await one(session, CALENDAR, id=calendar.id, status=201, location=location)


@router.get(
    "/calendars/{calendar_id}", operation_id="getCalendar", response_model=schemas.BusinessCalendar
)
async def get_calendar(reading: CanRead, calendar_id: UUID) -> Json:
    """Get a calendar.

    Answers with the business hours of the week and the holidays that a calendar follows, archived
    or not. Its overrides are listed with `listCalendarOverrides`; `getCalendarPreview` shows what
    all of them come to.
    """
    return await one(reading, CALENDAR, id=calendar_id)


@router.patch(
    "/calendars/{calendar_id}",
    operation_id="updateCalendar",
    response_model=schemas.BusinessCalendar,
    responses=refuses(Duplicate, UnknownReference, DefaultCalendarNeeded),
)
async def update_calendar(
    session: CanWrite, calendar: TheCalendar, change: schemas.BusinessCalendarUpdate
) -> Json:
    """Update, archive or restore a calendar.

    After a change of hours or holidays the SLA deadlines of all open tickets are computed anew,
    some moments later. An archived calendar cannot be named by anything new; what names it already
    goes on counting by it. Archiving the default calendar is refused with
    `default_calendar_needed`, a name that another calendar has with `duplicate`, and an unknown
    holiday set with `unknown_reference`.
    """
    await service.update_calendar(session, calendar, change)
    return await one(session, CALENDAR, id=calendar.id)


@router.get(
    "/calendars/{calendar_id}/preview",
    operation_id="getCalendarPreview",
    response_model=schemas.BusinessCalendarPreview,
)
async def preview_calendar(
    reading: CanRead, calendar_id: UUID, asked: Annotated[schemas.CalendarAsk, Query()]
) -> schemas.BusinessCalendarPreview:
    """Preview how a calendar counts a period of time.

    Divides the period into parts that count as business time and parts that do not, with the
    reason: outside the hours, a holiday, an override. It also says whether the calendar is open
    now, when it opens next, and when a number of business minutes has passed. Use it to check a
    calendar before it is used. It changes nothing; an unknown calendar is refused with `not_found`.
    """
    if await reading.row(CALENDAR, id=calendar_id) is None:
        raise NotFound
    starts_at = asked.starts_at or now()
    ends_at = starts_at + timedelta(days=asked.days)
    hours = await service.business_time(reading, calendar_id, around=starts_at)
    try:
        due_at = hours.add(starts_at, asked.minutes * 60) if asked.minutes else None
    except NeverOpen:
        due_at = None
    return schemas.BusinessCalendarPreview(
        open_now=hours.is_open(now()),
        next_opening_at=hours.next_opening(now()),
        working_minutes=hours.between(starts_at, ends_at) // 60,
        due_at=due_at,
        segments=[
            schemas.OpenInterval(
                starts_at=part.starts_at,
                ends_at=part.ends_at,
                counted=part.counted,
                basis=part.reason,
                name=part.name,
            )
            for part in hours.segments(starts_at, ends_at)
        ],
    )


@router.get(
    "/calendars/{calendar_id}/overrides",
    operation_id="listCalendarOverrides",
    response_model=Page[schemas.CalendarOverride],
)
async def list_overrides(
    reading: CanRead, calendar_id: UUID, query: Annotated[schemas.CalendarOverrideQuery, Query()]
) -> Json:
    """List the overrides of a calendar.

    An override is a day on which the calendar has other business hours than usual, or none. The
    list is sorted by date and includes days that have passed. There is no text search and no
    filter.
    """
    if await reading.row(CALENDAR, id=calendar_id) is None:
        raise NotFound
    return await OVERRIDES.page(reading, query, OF_CALENDAR, calendar_id=calendar_id)


@router.post(
    "/calendars/{calendar_id}/overrides",
    operation_id="createCalendarOverride",
    status_code=201,
    response_model=schemas.CalendarOverride,
    responses=refuses(Duplicate),
)
async def create_override(
    session: CanWrite, calendar: TheCalendar, new: schemas.CalendarOverrideCreate
) -> Json:
    """Create a calendar override for one day.

    On that day the calendar has the hours that are sent, or is closed if there are none, whatever
    the week and the holidays say. The SLA deadlines of all open tickets are computed anew, some
    moments later. A second override of the same day is refused with `duplicate`: delete the first
    one, since overrides cannot be changed.
    """
    found = await service.create_override(session, calendar, new)
    location = f"/v1/calendars/{calendar.id}/overrides"
    return await one(session, OVERRIDE, id=found.id, status=201, location=location)


@router.delete(
    "/calendars/{calendar_id}/overrides/{override_id}",
    operation_id="deleteCalendarOverride",
    status_code=204,
)
async def delete_override(session: CanWrite, calendar: TheCalendar, override_id: UUID) -> Response:
    """Delete a calendar override.

    The day has the usual hours and holidays again. The SLA deadlines of all open tickets are
    computed anew, some moments later. An override of another calendar is refused with `not_found`.
    """
    await service.delete_override(session, calendar, override_id)
    return Response(status_code=204)
