"""`/v1/bookings`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from app.audit.timeline.schemas import Timeline
from app.audit.timeline.service import timeline_of
from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting
from app.core.http.listing import Page
from app.core.http.problems import request_notation
from app.core.http.routing import Route
from app.core.values.errors import Duplicate, NotFound, UnknownReference, refuses
from app.schedules import schemas, service
from app.schedules.absences.service import cancel_booked
from app.schedules.models import BookingKind
from app.schedules.reads import BOOKING, BOOKING_OR_RELEASED, BOOKINGS, WITHIN_REACH
from app.schedules.service import BookedByOrder, TechnicianOverlap
from app.schedules.visibility import TheBooking

router = APIRouter(prefix="/bookings", tags=["schedules"], route_class=Route)


CanRead = Annotated[Reading, acting("schedules:read")]
CanWrite = Annotated[TenantSession, acting("schedules:write")]


@router.get("", operation_id="listBookings", response_model=Page[schemas.Booking])
async def list_bookings(reading: CanRead, query: Annotated[schemas.BookingQuery, Query()]) -> Json:
    """List bookings in the agenda of technicians.

    Visits, absences and blocks, by their start. Everybody with this permission sees the whole
    agenda; `person_id=me` selects one's own. A window, such as a day, is `ends_after=<its
    start>&starts_before=<its end>`: that lists every booking that reaches into it. Bookings that
    were released are left out.
    """
    where = [WITHIN_REACH] if query.ends_after else []
    return await BOOKINGS.page(reading, query, *where)


@router.post(
    "",
    operation_id="createBooking",
    status_code=201,
    response_model=schemas.Booking,
    responses=refuses(TechnicianOverlap, Duplicate, UnknownReference),
)
async def create_booking(session: CanWrite, new: schemas.BookingCreate) -> Json:
    """Create an absence or a block in the agenda.

    Takes the time of a technician, so that no visit can be scheduled in it. Visits are not created
    here: `scheduleOrder` books them. Recorded as the event `booking.made`.

    Refused with `technician_overlap` when any of the time is taken: `booking_id`, `starts_at` and
    `ends_at` name the first booking in the way. Refused with `unknown_reference` when the person
    does not exist, and with `validation_failed` when they are no active technician, or the end is
    not after the start or more than 366 days later. Refused with `duplicate` when the `id` is
    taken.
    """
    booking_id = await service.book(
        session,
        id=new.id,
        person_id=new.person_id,
        kind=BookingKind(new.kind),
        starts_at=new.starts_at,
        ends_at=new.ends_at,
        note=new.note,
    )
    location = f"/v1/bookings/{booking_id}"
    return await one(session, BOOKING, id=booking_id, status=201, location=location)


@router.get("/{booking_id}", operation_id="getBooking", response_model=schemas.Booking)
async def get_booking(reading: CanRead, booking_id: UUID) -> Json:
    """Get a booking.

    A visit, an absence or a block of any technician. A booking that was released is not found any
    more.
    """
    return await one(reading, BOOKING, id=booking_id)


@router.get("/{booking_id}/history", operation_id="listBookingHistory", response_model=Timeline)
async def list_booking_history(request: Request, reading: CanRead, booking_id: UUID) -> Timeline:
    """List what happened to a booking.

    The events of the booking in the order in which they happened, each with time, person and a
    label in the language of the caller; the first 500, without pages. Moves have the slot and the
    technician of before. A booking that was released has a history as well; what happened to the
    order of a visit is in `listOrderTimeline`.
    """
    if await reading.row(BOOKING_OR_RELEASED, id=booking_id) is None:
        raise NotFound
    return await timeline_of(reading, "booking", booking_id, request_notation(request))


@router.delete(
    "/{booking_id}",
    operation_id="deleteBooking",
    status_code=204,
    responses=refuses(BookedByOrder),
)
async def delete_booking(session: CanWrite, booking: TheBooking) -> Response:
    """Delete an absence or a block.

    The technician's time is free again, and the booking is not in the agenda any more. Recorded as
    the event `booking.released`. An absence that was requested is cancelled with it
    (`absence.cancelled`). Refused with `booked_by_order` when the booking is a visit:
    reschedule or cancel its order instead.
    """
    service.release_free(session, booking)
    await cancel_booked(session, booking.id)
    return Response(status_code=204)
