"""The table of bookings."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, Index, text
from sqlalchemy.dialects.postgresql import JSONB, TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, Versioned, owned_reference

#: A longer absence is booked in parts.
LONGEST = timedelta(days=366)

_ACTIVE = text("active")


class BookingKind(StrEnum):
    """Reason for a booking.

    - `visit`: the technician goes to a customer for an order.
    - `absence`: the technician does not work, such as on holiday.
    - `block`: the period is kept free for another reason.
    - `hold`: the period is offered to a customer and kept for some minutes, until `held_until`.
    """

    VISIT = "visit"
    ABSENCE = "absence"
    BLOCK = "block"
    HOLD = "hold"


class PromiseKind(StrEnum):
    """Promise to the customer: an interval in which the visit starts.

    - `shift`: a shift of the day, as the settings of the organization have it.
    - `two_hours`: two hours.
    - `exact`: the start of the visit.
    - `window`: an interval that was agreed for this visit.
    """

    SHIFT = "shift"
    TWO_HOURS = "two_hours"
    EXACT = "exact"
    WINDOW = "window"


class Booking(Owned, Versioned, Base):
    """A slot of a technician's time: a visit, an absence, or a block kept free.

    All kinds share one table, so that one constraint forbids every overlap. Slots are half-open:
    one may begin at the instant another ends.
    """

    __tablename__ = "bookings"
    __mapper_args__ = {"eager_defaults": True}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (
        owned_reference("person_id", "people"),
        owned_reference("site_id", "sites"),
        ExcludeConstraint(
            ("organization_id", "="),
            ("person_id", "="),
            ("slot", "&&"),
            name="bookings_overlap",
            using="gist",
            where=_ACTIVE,
        ),
        CheckConstraint(
            "not isempty(slot) and lower_inc(slot) and not upper_inc(slot)", name="half_open"
        ),
        # The end stands in the indexes too: what ended before a window is skipped inside them.
        Index(None, "organization_id", "starts_at", "id", "ends_at", postgresql_where=_ACTIVE),
        Index(
            None,
            *("organization_id", "person_id", "starts_at", "id", "ends_at"),
            postgresql_where=_ACTIVE,
        ),
        Index(
            None,
            *("organization_id", "kind", "starts_at", "id", "ends_at"),
            postgresql_where=_ACTIVE,
        ),
        Index(None, *("organization_id", "order_id", "starts_at", "id"), postgresql_where=_ACTIVE),
        Index(
            None,
            *("organization_id", "held_until"),
            postgresql_where=text("active and held_until is not null"),
        ),
        Index(
            "bookings_released_idx",
            *("organization_id", "person_id", "starts_at"),
            postgresql_where=text("not active"),
        ),
    )

    person_id: Mapped[UUID]
    kind: Mapped[BookingKind]
    #: Never read: a driver looks up what a range is, which takes seconds on a cluster.
    slot: Mapped[Range[datetime]] = mapped_column(TSTZRANGE, deferred=True)
    starts_at: Mapped[datetime] = mapped_column(Computed("lower(slot)", persisted=True))
    ends_at: Mapped[datetime] = mapped_column(Computed("upper(slot)", persisted=True))
    note: Mapped[str | None]
    #: Of a visit; orders, which lie above, declare the key.
    order_id: Mapped[UUID | None]
    #: Where the visit is.
    site_id: Mapped[UUID | None]
    promise_kind: Mapped[PromiseKind | None]
    #: First and last instant at which the visit may start as promised.
    promised_from: Mapped[datetime | None]
    promised_until: Mapped[datetime | None]
    #: Plans do not move it.
    pinned: Mapped[bool] = mapped_column(default=False)
    #: When the customer said that the visit suits them.
    confirmed_at: Mapped[datetime | None]
    #: What spoke against it when it was booked: `{code}` and the facts of each.
    warnings: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    #: Why it was booked in spite of what is refused otherwise.
    override_reason: Mapped[str | None]
    #: Of a hold: from then on whoever wants the time takes it.
    held_until: Mapped[datetime | None]
    active: Mapped[bool] = mapped_column(default=True)
