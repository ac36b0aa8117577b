"""`/v1/schedules/availability`"""

import json
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from app.core.data.reading import Reading
from app.core.http.access import acting
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.clock import now
from app.schedules.availability import schemas
from app.schedules.availability.intervals import AvailabilityStatus, Interval
from app.schedules.availability.reads import ACTIVE, NAMED, OF_COMPANY, TECHNICIANS
from app.schedules.availability.service import all_visits_outside, availability_of

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

    Gives one technician, several (such as those of a team, at most 100 by `person_id`), those of a
    company, or all. A person who is no active technician is left out.
    """
    where = [ACTIVE]
    given: dict[str, Any] = {}
    if asked.person_id is not None:
        where.append(NAMED)
        given["person_ids"] = sorted(
            {(reading.actor.person_id if i == "me" else i) or UUID(int=0) for i in asked.person_id}
        )
    if asked.company_id is not None:
        where.append(OF_COMPANY)
        given["company_id"] = asked.company_id
    wanted = schemas.TechnicianQuery(limit=asked.limit, cursor=asked.cursor)
    answer = await TECHNICIANS.page(reading, wanted, *where, **given)
    page = json.loads(bytes(answer.body))
    technicians = [_with_ids(row) for row in page["items"]]
    found = await availability_of(reading, technicians, asked.period)
    return Page(
        items=[
            _shown(row, zone, intervals)
            for row, (zone, intervals) in zip(technicians, found, strict=True)
        ],
        next_cursor=page["next_cursor"],
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


def _with_ids(row: dict[str, Any]) -> dict[str, Any]:
    calendar_id = row["calendar_id"]
    return row | {
        "id": UUID(row["id"]),
        "calendar_id": UUID(calendar_id) if calendar_id else None,
    }


def _shown(
    row: dict[str, Any], zone: str, intervals: list[Interval]
) -> schemas.TechnicianAvailability:
    free = sum(
        (
            part.ends_at - part.starts_at
            for part in intervals
            if part.status is AvailabilityStatus.FREE
        ),
        timedelta(),
    )
    return schemas.TechnicianAvailability(
        person_id=row["id"],
        name=row["name"],
        zone=zone,
        free_minutes=int(free.total_seconds()) // 60,
        intervals=[schemas.AvailabilityInterval(**part._asdict()) for part in intervals],
    )
