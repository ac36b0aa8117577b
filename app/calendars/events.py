"""Events of calendars."""

from typing import ClassVar
from uuid import UUID

from app.core.events.event_log import Event
from app.core.values.text import N_


class CalendarEvent(Event):
    subject: ClassVar = "calendar"
    calendar_id: UUID


class CalendarCreated(CalendarEvent):
    name: ClassVar = "calendar.created"
    label: ClassVar = N_("Calendar added")


class CalendarUpdated(CalendarEvent):
    """Its hours or holidays may be others: whatever was promised by them is due anew."""

    name: ClassVar = "calendar.updated"
    label: ClassVar = N_("Calendar changed")


class HolidaySetCreated(Event):
    name: ClassVar = "holiday_set.created"
    label: ClassVar = N_("Holidays added")
    subject: ClassVar = "holiday_set"
    holiday_set_id: UUID


class HolidaySetUpdated(Event):
    name: ClassVar = "holiday_set.updated"
    label: ClassVar = N_("Holidays changed")
    subject: ClassVar = "holiday_set"
    holiday_set_id: UUID
