"""What other domains may hear about calendars."""

from typing import ClassVar
from uuid import UUID

from app.core.events.event_log import Event
from app.core.values.text import N_


class CalendarEvent(Event):
    subject: ClassVar = "calendar"
    calendar_id: UUID


class CalendarAdded(CalendarEvent):
    name: ClassVar = "calendar.added"
    label: ClassVar = N_("Calendar added")


class CalendarChanged(CalendarEvent):
    """Its hours or holidays may be others: whatever was promised by them is due anew."""

    name: ClassVar = "calendar.changed"
    label: ClassVar = N_("Calendar changed")


class HolidaySetAdded(Event):
    name: ClassVar = "holiday_set.added"
    label: ClassVar = N_("Holidays added")
    subject: ClassVar = "holiday_set"
    holiday_set_id: UUID


class HolidaySetChanged(Event):
    name: ClassVar = "holiday_set.changed"
    label: ClassVar = N_("Holidays changed")
    subject: ClassVar = "holiday_set"
    holiday_set_id: UUID
