"""Visibility of bookings."""

from typing import Annotated, Any

from sqlalchemy import Select, select

from app.core.http.access import existing
from app.core.security.actors import Actor
from app.schedules.models import Booking


def visible(_actor: Actor) -> Select[Any]:
    """What is in the agenda; everybody who sees it coordinates with everybody else."""
    return select(Booking).where(Booking.active)


TheBooking = Annotated[Booking, existing(Booking, "schedules:write", visible=visible)]
