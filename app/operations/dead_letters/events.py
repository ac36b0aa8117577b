"""Events of dead letters."""

from typing import ClassVar
from uuid import UUID

from app.core.events.event_log import Event
from app.core.values.text import N_


class DeadLetterEvent(Event):
    """Somebody decided what becomes of work that was given up."""

    subject: ClassVar = "dead_letter"
    dead_letter_id: UUID
    #: The listener, or the kind of the outbox task.
    work: str


class DeadLetterRetried(DeadLetterEvent):
    name: ClassVar = "dead_letter.retried"
    label: ClassVar = N_("Failed work retried")


class DeadLetterDiscarded(DeadLetterEvent):
    name: ClassVar = "dead_letter.discarded"
    label: ClassVar = N_("Failed work discarded")
