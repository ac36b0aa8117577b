"""Statements that read bookings."""

from sqlalchemy import bindparam, select

from app.core.data.statements import read_by_id
from app.core.http.listing import Listing
from app.schedules.models import LONGEST, Booking

#: What was released takes nobody's time: it is not part of the agenda.
_BOOKINGS = select(
    Booking.id,
    Booking.person_id,
    Booking.kind,
    Booking.starts_at,
    Booking.ends_at,
    Booking.note,
    Booking.version,
    Booking.created_at,
    Booking.updated_at,
).where(Booking.active)
BOOKINGS = Listing(_BOOKINGS, Booking)
BOOKING = read_by_id(_BOOKINGS, Booking, "version")
#: What began earlier than this cannot reach into the window: a list looks back no further.
WITHIN_REACH = Booking.starts_at >= bindparam("ends_after", type_=Booking.ends_at.type) - LONGEST
