"""Events of the agenda."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from app.core.events.event_log import Event
from app.core.values.notation import TimeSpan
from app.core.values.text import N_


class BookingMade(Event):
    name: ClassVar = "booking.made"
    label: ClassVar = N_("Time booked")
    detail: ClassVar = "{period}"
    subject: ClassVar = "booking"
    booking_id: UUID
    person_id: UUID
    kind: str
    starts_at: datetime
    ends_at: datetime

    def words(self) -> dict[str, Any]:
        return {"period": TimeSpan(self.starts_at, self.ends_at)}


class BookingMoved(Event):
    """A booking has another slot, or another technician."""

    name: ClassVar = "booking.moved"
    label: ClassVar = N_("Booking moved")
    detail: ClassVar = "{period}"
    subject: ClassVar = "booking"
    booking_id: UUID
    person_id: UUID
    starts_at: datetime
    ends_at: datetime
    previous_person_id: UUID
    previous_starts_at: datetime
    previous_ends_at: datetime

    def words(self) -> dict[str, Any]:
        return {"period": TimeSpan(self.starts_at, self.ends_at)}


class BookingUpdated(Event):
    """Something else than the slot changed, such as that the customer confirmed the visit."""

    name: ClassVar = "booking.updated"
    label: ClassVar = N_("Booking changed")
    subject: ClassVar = "booking"
    booking_id: UUID
    fields: list[str]


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


class AbsenceEvent(Event):
    subject: ClassVar = "absence"
    absence_id: UUID
    person_id: UUID


class AbsenceRequested(AbsenceEvent):
    name: ClassVar = "absence.requested"
    label: ClassVar = N_("Absence requested")
    starts_at: datetime
    ends_at: datetime


class AbsenceApproved(AbsenceEvent):
    name: ClassVar = "absence.approved"
    label: ClassVar = N_("Absence approved")


class AbsenceRefused(AbsenceEvent):
    name: ClassVar = "absence.refused"
    label: ClassVar = N_("Absence refused")


class AbsenceCancelled(AbsenceEvent):
    name: ClassVar = "absence.cancelled"
    label: ClassVar = N_("Absence cancelled")


class WorkingHoursEvent(Event):
    subject: ClassVar = "person"
    person_id: UUID


class WorkingHoursUpdated(WorkingHoursEvent):
    """A technician has working hours of their own from now on, or other ones."""

    name: ClassVar = "working_hours.updated"
    label: ClassVar = N_("Working hours changed")


class WorkingHoursDeleted(WorkingHoursEvent):
    """A technician works by the hours of the organization again."""

    name: ClassVar = "working_hours.deleted"
    label: ClassVar = N_("Working hours removed")


class OnCallDutyUpdated(WorkingHoursEvent):
    """It was said anew when a technician can be called."""

    name: ClassVar = "on_call_duty.updated"
    label: ClassVar = N_("On-call duty changed")


class OnCallDutyDeleted(WorkingHoursEvent):
    """A technician is not on call any more."""

    name: ClassVar = "on_call_duty.deleted"
    label: ClassVar = N_("On-call duty removed")


class TechnicianSpecialtyEvent(Event):
    subject: ClassVar = "person"
    person_id: UUID
    specialty_id: UUID


class TechnicianSpecialtyUpdated(TechnicianSpecialtyEvent):
    """A technician has a specialty from now on, or has it at another level or on other days."""

    name: ClassVar = "technician_specialty.updated"
    label: ClassVar = N_("Specialty of the technician changed")
    level: int


class TechnicianSpecialtyDeleted(TechnicianSpecialtyEvent):
    name: ClassVar = "technician_specialty.deleted"
    label: ClassVar = N_("Specialty of the technician removed")
