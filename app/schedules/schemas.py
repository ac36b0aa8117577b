"""Bookings as callers see them."""

from typing import Literal
from uuid import UUID

from app.core.http.listing import ListQuery
from app.core.values.wire import In, Instant, Line, Out
from app.schedules.models import BookingKind


class Booking(Out):
    """A slot of a technician's time, its end not included."""

    id: UUID
    person_id: UUID
    kind: BookingKind
    starts_at: Instant
    ends_at: Instant
    note: str | None
    version: int
    created_at: Instant
    updated_at: Instant


class BookingCreate(In):
    """An absence or a block; visits are booked by their orders."""

    id: UUID | None = None
    person_id: UUID
    kind: Literal["absence", "block"]
    starts_at: Instant
    ends_at: Instant
    note: Line | None = None


class BookingQuery(ListQuery):
    """A window of the agenda is `ends_after=<its beginning>&starts_before=<its end>`."""

    sort: Literal["starts_at", "-starts_at"] = "starts_at"
    person_id: list[UUID | Literal["me"]] | None = None
    kind: list[BookingKind] | None = None
    starts_after: Instant | None = None
    starts_before: Instant | None = None
    ends_after: Instant | None = None
