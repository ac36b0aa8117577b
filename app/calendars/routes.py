"""`/v1/calendars`"""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.calendars import schemas, service
from app.calendars.business_time.service import NeverOpen
from app.calendars.models import Calendar
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
TheCalendar = Annotated[Calendar, existing(Calendar, "calendars:write")]


@router.get("/calendars", operation_id="listCalendars", response_model=Page[schemas.Calendar])
async def list_calendars(
    reading: CanRead, query: Annotated[schemas.CalendarQuery, Query()]
) -> Json:
    """The calendars of this organization, archived ones included."""
    return await CALENDARS.page(reading, query)


@router.post(
    "/calendars",
    operation_id="createCalendar",
    status_code=201,
    response_model=schemas.Calendar,
    responses=refuses(Duplicate, UnknownReference),
)
async def create_calendar(session: CanWrite, new: schemas.CalendarCreate) -> Json:
    """Add a calendar: several intervals a day, holidays of country, state and city."""
    calendar = await service.create_calendar(session, new)
    location = f"/v1/calendars/{calendar.id}"
    return await one(session, CALENDAR, id=calendar.id, status=201, location=location)


@router.get("/calendars/{calendar_id}", operation_id="getCalendar", response_model=schemas.Calendar)
async def get_calendar(reading: CanRead, calendar_id: UUID) -> Json:
    """One calendar."""
    return await one(reading, CALENDAR, id=calendar_id)


@router.patch(
    "/calendars/{calendar_id}",
    operation_id="updateCalendar",
    response_model=schemas.Calendar,
    responses=refuses(Duplicate, UnknownReference, DefaultCalendarNeeded),
)
async def update_calendar(
    session: CanWrite, calendar: TheCalendar, change: schemas.CalendarUpdate
) -> Json:
    """Change hours or holidays. What was promised by this calendar is due anew."""
    await service.update_calendar(session, calendar, change)
    return await one(session, CALENDAR, id=calendar.id)


@router.get(
    "/calendars/{calendar_id}/preview",
    operation_id="getCalendarPreview",
    response_model=schemas.CalendarPreview,
)
async def preview_calendar(
    reading: CanRead, calendar_id: UUID, asked: Annotated[schemas.CalendarAsk, Query()]
) -> schemas.CalendarPreview:
    """What counts in a stretch of time and what does not, and when so many minutes are over."""
    if await reading.row(CALENDAR, id=calendar_id) is None:
        raise NotFound
    starts_at = asked.starts_at or now()
    ends_at = starts_at + timedelta(days=asked.days)
    hours = await service.business_time(reading, calendar_id, around=starts_at)
    try:
        due_at = hours.add(starts_at, asked.minutes * 60) if asked.minutes else None
    except NeverOpen:
        due_at = None
    return schemas.CalendarPreview(
        open_now=hours.is_open(now()),
        next_opening_at=hours.next_opening(now()),
        working_minutes=hours.between(starts_at, ends_at) // 60,
        due_at=due_at,
        segments=[
            schemas.OpenInterval(
                starts_at=part.starts_at,
                ends_at=part.ends_at,
                counted=part.counted,
                reason=part.reason,
                name=part.name,
            )
            for part in hours.segments(starts_at, ends_at)
        ],
    )


@router.get(
    "/calendars/{calendar_id}/overrides",
    operation_id="listCalendarOverrides",
    response_model=Page[schemas.Override],
)
async def list_overrides(
    reading: CanRead, calendar_id: UUID, query: Annotated[schemas.OverrideQuery, Query()]
) -> Json:
    """Days on which the calendar has other hours."""
    if await reading.row(CALENDAR, id=calendar_id) is None:
        raise NotFound
    return await OVERRIDES.page(reading, query, OF_CALENDAR, calendar_id=calendar_id)


@router.post(
    "/calendars/{calendar_id}/overrides",
    operation_id="createCalendarOverride",
    status_code=201,
    response_model=schemas.Override,
    responses=refuses(Duplicate),
)
async def create_override(
    session: CanWrite, calendar: TheCalendar, new: schemas.OverrideCreate
) -> Json:
    """Give a day other hours, or none."""
    found = await service.create_override(session, calendar, new)
    location = f"/v1/calendars/{calendar.id}/overrides"
    return await one(session, OVERRIDE, id=found.id, status=201, location=location)


@router.delete(
    "/calendars/{calendar_id}/overrides/{override_id}",
    operation_id="deleteCalendarOverride",
    status_code=204,
)
async def delete_override(session: CanWrite, calendar: TheCalendar, override_id: UUID) -> Response:
    """Let a day be like any other again."""
    await service.delete_override(session, calendar, override_id)
    return Response(status_code=204)
