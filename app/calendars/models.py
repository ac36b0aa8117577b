"""Tables of calendars, overrides and holiday sets."""

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Index, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, Versioned, owned_reference


class BusinessCalendar(Owned, Versioned, Base):
    """The first one's id is the organization's own: whatever names none follows that."""

    __tablename__ = "calendars"
    __table_args__ = (
        UniqueConstraint("organization_id", "name"),
        Index(None, "organization_id", "name", "id"),
    )

    name: Mapped[str]
    #: IANA name.
    zone: Mapped[str]
    is_24x7: Mapped[bool] = mapped_column(default=False)
    #: `{weekday, starts, ends}` with weekday 0 for Monday and times as `08:30`, until `24:00`.
    intervals: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    #: Whose national holidays are kept (ISO 3166-1); null: none.
    country: Mapped[str | None]
    #: And those of this state or district.
    state: Mapped[str | None]
    #: Also days that the law leaves to each employer, such as Carnival.
    with_optional: Mapped[bool] = mapped_column(default=False)
    #: Holidays of the organization's own, such as those of a city.
    holiday_set_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    archived_at: Mapped[dt.datetime | None]


class CalendarOverride(Owned, Base):
    """A day on which a calendar has other hours, or none."""

    __tablename__ = "calendar_overrides"
    __table_args__ = (
        owned_reference("calendar_id", "calendars"),
        UniqueConstraint("organization_id", "calendar_id", "date"),
        Index(None, "organization_id", "calendar_id", "date", "id"),
    )

    calendar_id: Mapped[UUID]
    date: Mapped[dt.date]
    #: `{starts, ends}`; none: closed all day.
    intervals: Mapped[list[dict[str, str]]] = mapped_column(JSONB)
    reason: Mapped[str]


class HolidaySet(Owned, Versioned, Base):
    """Holidays that no law of the country knows: those of a city, or of the organization."""

    __tablename__ = "holiday_sets"
    __table_args__ = (
        UniqueConstraint("organization_id", "name"),
        Index(None, "organization_id", "name", "id"),
    )

    name: Mapped[str]
    #: `{name, kind: fixed | date | easter, month, day, date, offset}`.
    rules: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
