"""Statements that read bookings."""

from sqlalchemy import bindparam, select

from app.core.data.statements import as_json, prepared
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
BOOKING = prepared(
    as_json(
        _BOOKINGS.where(
            Booking.organization_id == bindparam("organization_id"), Booking.id == bindparam("id")
        ),
        "version",
    )
)
#: What began earlier than this cannot reach into the window: a list looks back no further.
WITHIN_REACH = Booking.starts_at >= bindparam("ends_after", type_=Booking.ends_at.type) - LONGEST
