"""What other domains may hear about codes."""

from typing import ClassVar
from uuid import UUID

from app.core.events import Event
from app.core.text import N_


class CodeAdded(Event):
    name: ClassVar = "code.added"
    label: ClassVar = N_("Code added")
    subject: ClassVar = "code"
    code_id: UUID
    kind: str


class CodeChanged(Event):
    name: ClassVar = "code.changed"
    label: ClassVar = N_("Code changed")
    subject: ClassVar = "code"
    code_id: UUID
    fields: list[str]
