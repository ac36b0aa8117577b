"""The table of working hours."""

from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, Versioned, owned_reference


class WorkingHours(Owned, Versioned, Base):
    """Hours of a technician's own; whoever has none works by the organization's calendar."""

    __tablename__ = "working_hours"
    __table_args__ = (
        owned_reference("person_id", "people"),
        owned_reference("calendar_id", "calendars"),
        UniqueConstraint("organization_id", "person_id"),
    )

    person_id: Mapped[UUID]
    #: IANA name; null: that of the calendar.
    zone: Mapped[str | None]
    #: Whose holidays and overrides are kept; null: the organization's default.
    calendar_id: Mapped[UUID | None]
    observes_calendar: Mapped[bool] = mapped_column(default=True)
    #: `{name, first_day, last_day, weeks: [{intervals: [{weekday, starts, ends}]}]}`.
    periods: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
