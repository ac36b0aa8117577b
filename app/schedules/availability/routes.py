"""`/v1/schedules/availability`"""

from typing import Annotated

from fastapi import APIRouter, Query

from app.core.data.reading import Reading
from app.core.http.access import acting
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.clock import now
from app.schedules.availability import schemas
from app.schedules.availability.reads import TECHNICIANS
from app.schedules.availability.service import (
    all_visits_outside,
    availability_fields,
    availability_of,
    technicians_page,
)

router = APIRouter(prefix="/schedules", tags=["schedules"], route_class=Route)

CanRead = Annotated[Reading, acting("schedules:read")]


@router.get(
    "/availability",
    operation_id="listAvailability",
    response_model=Page[schemas.TechnicianAvailability],
)
async def list_availability(
    reading: CanRead, asked: Annotated[schemas.AvailabilityQuery, Query()]
) -> Page[schemas.TechnicianAvailability]:
    """List when technicians are free and when they are not.

    For each active technician, by name, the period in intervals with the reason of each: working
    hours, a booking (visit, absence, block), a holiday, time outside the hours. Hours are counted
    in the local time of the technician, also where the clock changes. Without hours of their own
    (`putWorkingHours`) technicians work by the default calendar of the organization.

    Gives one technician, several (at most 100 by `person_id`), those of a team or a company, or
    all. A person who is no active technician is left out.
    """
    technicians, next_cursor = await technicians_page(reading, TECHNICIANS, asked)
    found = await availability_of(reading, technicians, asked.period)
    return Page(
        items=[
            schemas.TechnicianAvailability(**availability_fields(*each))
            for each in zip(technicians, found, strict=True)
        ],
        next_cursor=next_cursor,
    )


@router.get(
    "/visits-outside", operation_id="listVisitsOutside", response_model=schemas.VisitsOutside
)
async def list_visits_outside(
    reading: CanRead, asked: Annotated[schemas.VisitsOutsideQuery, Query()]
) -> schemas.VisitsOutside:
    """List visits that lie outside of the working hours of their technician.

    Visits of the next 62 days, by their start and without pages, 100 at most. Use it after a
    calendar has got a holiday, other hours or an override: bookings stay as they are, and this list
    tells which of them do not fit any more. Time on call counts as within.
    """
    until = now() + schemas.LONGEST_PERIOD
    return schemas.VisitsOutside(items=await all_visits_outside(reading, asked.calendar_id, until))
