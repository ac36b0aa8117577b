"""The table of absences."""

import datetime as dt
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, Versioned, owned_reference


class AbsenceKind(StrEnum):
    """Why a technician is absent.

    - `vacation`: paid leave that was agreed.
    - `sick`: illness, or a visit to a doctor.
    - `training`: a course.
    - `other`: anything else.
    """

    VACATION = "vacation"
    SICK = "sick"
    TRAINING = "training"
    OTHER = "other"


class AbsenceStatus(StrEnum):
    """State of an absence.

    - `requested`: nobody has decided yet; the time can be booked.
    - `approved`: the time is booked.
    - `refused`: the technician works.
    - `cancelled`: given up by the technician, or by who decides.
    """

    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class DayPart(StrEnum):
    """Part of a day, which noon divides.

    - `whole`: from midnight to midnight.
    - `morning`: until noon.
    - `afternoon`: from noon.
    """

    WHOLE = "whole"
    MORNING = "morning"
    AFTERNOON = "afternoon"


class Absence(Owned, Versioned, Base):
    """A request of a technician not to work; once it is approved, a booking takes the time."""

    __tablename__ = "absences"
    __table_args__ = (
        owned_reference("person_id", "people"),
        owned_reference("decided_by_id", "people"),
        owned_reference("booking_id", "bookings"),
        Index(None, "organization_id", "starts_at", "id"),
        Index(None, "organization_id", "person_id", "starts_at", "id"),
        Index(None, "organization_id", "status", "starts_at", "id"),
        Index(None, "organization_id", "booking_id"),
    )

    person_id: Mapped[UUID]
    kind: Mapped[AbsenceKind]
    first_day: Mapped[dt.date]
    last_day: Mapped[dt.date]
    part: Mapped[DayPart]
    #: The days in the zone that the technician had when it was requested.
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    reason: Mapped[str | None]
    status: Mapped[AbsenceStatus] = mapped_column(default=AbsenceStatus.REQUESTED)
    decided_by_id: Mapped[UUID | None]
    decided_at: Mapped[dt.datetime | None]
    #: Why it was refused.
    answer: Mapped[str | None]
    booking_id: Mapped[UUID | None]
