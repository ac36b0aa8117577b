"""Events of files."""

from typing import ClassVar
from uuid import UUID

from app.core.events.event_log import Event
from app.core.values.text import N_


class FileKept(Event):
    name: ClassVar = "file.kept"
    label: ClassVar = N_("File stored")
    subject: ClassVar = "file"
    file_id: UUID
    media_type: str
    size_bytes: int
