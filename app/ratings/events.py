"""Events of ratings; none carries the comment."""

from typing import ClassVar
from uuid import UUID

from app.core.events.event_log import Event
from app.core.values.text import N_


class RatingEvent(Event):
    subject: ClassVar = "ticket"
    ticket_id: UUID
    rating_id: UUID
    cycle: int
    stars: int


class TicketRated(RatingEvent):
    name: ClassVar = "ticket.rated"
    label: ClassVar = N_("Service rated")


class RatingUpdated(RatingEvent):
    name: ClassVar = "ticket.rating_updated"
    label: ClassVar = N_("Rating changed")
