"""Statements that read bookings."""

from sqlalchemy import bindparam, select

from app.core.data.statements import read_by_id
from app.core.http.listing import Listing
from app.schedules.models import LONGEST, Booking
from app.schedules.visibility import BOOKING_VISIBILITY

BOOKING_COLUMNS = select(
    Booking.id,
    Booking.person_id,
    Booking.kind,
    Booking.starts_at,
    Booking.ends_at,
    Booking.note,
    Booking.order_id,
    Booking.promise_kind,
    Booking.promised_from,
    Booking.promised_until,
    Booking.pinned,
    Booking.confirmed_at,
    Booking.warnings,
    Booking.override_reason,
    Booking.version,
    Booking.created_at,
    Booking.updated_at,
)
BOOKINGS = Listing(BOOKING_COLUMNS, Booking, visibility=BOOKING_VISIBILITY)
BOOKING = BOOKING_VISIBILITY.read_by_id(BOOKING_COLUMNS, "version")
#: Also what is not in the agenda any more.
BOOKING_OR_RELEASED = read_by_id(select(Booking.id), Booking)
#: What began earlier than this cannot reach into the window: a list looks back no further.
WITHIN_REACH = Booking.starts_at >= bindparam("ends_after", type_=Booking.ends_at.type) - LONGEST
