"""Events of calendar feeds."""

from typing import ClassVar
from uuid import UUID

from app.core.events.event_log import Event
from app.core.values.text import N_


class AgendaFeedEvent(Event):
    subject: ClassVar = "agenda_feed"
    agenda_feed_id: UUID
    person_id: UUID


class AgendaFeedCreated(AgendaFeedEvent):
    """A technician's agenda can be read at a new address."""

    name: ClassVar = "agenda_feed.created"
    label: ClassVar = N_("Calendar feed created")


class AgendaFeedRevoked(AgendaFeedEvent):
    name: ClassVar = "agenda_feed.revoked"
    label: ClassVar = N_("Calendar feed revoked")
