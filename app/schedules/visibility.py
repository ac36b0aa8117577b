"""Visibility of bookings: what is in the agenda."""

from typing import Annotated

from sqlalchemy import and_

from app.core.data.visibility import Visibility
from app.core.http.access import existing
from app.schedules.models import Booking

#: Everybody who sees the agenda sees all of it. What was released is not part of it.
BOOKING_VISIBILITY = Visibility(Booking, (and_(Booking.active),))

TheBooking = Annotated[Booking, existing(Booking, "schedules:write", visibility=BOOKING_VISIBILITY)]
