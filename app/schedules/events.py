"""Events of the agenda."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from app.core.events.event_log import Event
from app.core.values.text import N_


class BookingMade(Event):
    name: ClassVar = "booking.made"
    label: ClassVar = N_("Time booked")
    subject: ClassVar = "booking"
    booking_id: UUID
    person_id: UUID
    kind: str
    starts_at: datetime
    ends_at: datetime


class BookingEnded(Event):
    """A booking was over before its time; the rest of the slot is free."""

    name: ClassVar = "booking.ended"
    label: ClassVar = N_("Booking ended early")
    subject: ClassVar = "booking"
    booking_id: UUID
    person_id: UUID
    ends_at: datetime


class BookingReleased(Event):
    name: ClassVar = "booking.released"
    label: ClassVar = N_("Time released")
    subject: ClassVar = "booking"
    booking_id: UUID
    person_id: UUID
