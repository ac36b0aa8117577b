"""`/v1/holiday-sets`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.calendars.holiday_sets import schemas
from app.calendars.holiday_sets import service as holiday_sets
from app.calendars.holiday_sets.reads import HOLIDAY_SET, HOLIDAY_SETS
from app.calendars.models import HolidaySet
from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting, existing
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import Duplicate, refuses

router = APIRouter(tags=["calendars"], route_class=Route)
CanRead = Annotated[Reading, acting("calendars:read")]
CanWrite = Annotated[TenantSession, acting("calendars:write")]
TheSet = Annotated[HolidaySet, existing(HolidaySet, "calendars:write")]


@router.get(
    "/holiday-sets", operation_id="listHolidaySets", response_model=Page[schemas.HolidaySet]
)
async def list_holiday_sets(
    reading: CanRead, query: Annotated[schemas.HolidaySetQuery, Query()]
) -> Json:
    """List the holiday sets of the organization.

    Holiday sets are holidays that the organization defines itself, such as those of a city, and
    that several calendars share. The list is sorted by name. There is no text search and no filter.
    """
    return await HOLIDAY_SETS.page(reading, query)


@router.post(
    "/holiday-sets",
    operation_id="createHolidaySet",
    status_code=201,
    response_model=schemas.HolidaySet,
    responses=refuses(Duplicate),
)
async def create_holiday_set(session: CanWrite, new: schemas.HolidaySetCreate) -> Json:
    """Create a holiday set.

    A holiday returns every year on a date or a number of days from Easter, or happens once. The set
    takes effect when a calendar names it in `holiday_set_ids`. It is recorded as
    `holiday_set.created`. A name that another set has is refused with `duplicate`; a holiday that
    lacks what its kind needs is refused with `validation_failed`.
    """
    found = holiday_sets.create_holiday_set(session, new)
    location = f"/v1/holiday-sets/{found.id}"
    return await one(session, HOLIDAY_SET, id=found.id, status=201, location=location)


@router.get(
    "/holiday-sets/{holiday_set_id}",
    operation_id="getHolidaySet",
    response_model=schemas.HolidaySet,
)
async def get_holiday_set(reading: CanRead, holiday_set_id: UUID) -> Json:
    """Get a holiday set.

    Answers with the name and the holidays of one set. Use it to show or edit what a calendar names
    in `holiday_set_ids`.
    """
    return await one(reading, HOLIDAY_SET, id=holiday_set_id)


@router.patch(
    "/holiday-sets/{holiday_set_id}",
    operation_id="updateHolidaySet",
    response_model=schemas.HolidaySet,
    responses=refuses(Duplicate),
)
async def update_holiday_set(
    session: CanWrite, holidays: TheSet, change: schemas.HolidaySetUpdate
) -> Json:
    """Update a holiday set.

    The holidays that are sent replace all of the set. They apply to every calendar that names it,
    and the SLA deadlines of open tickets are computed anew, some moments later. A name that another
    set has is refused with `duplicate`. Holiday sets cannot be deleted; a set without holidays has
    no effect.
    """
    await holiday_sets.update_holiday_set(session, holidays, change)
    return await one(session, HOLIDAY_SET, id=holidays.id)
