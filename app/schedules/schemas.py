"""Bookings as callers see them."""

from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import IdOrMe, In, Instant, Line, Out, OwnId
from app.schedules.models import BookingKind, PromiseKind

_STARTS_AT = "Start of the booking; belongs to it."
_ENDS_AT = "End of the booking; not part of it, so that another one may start at this time."


class BookingWarning(Out):
    """Something that spoke against a visit when it was booked."""

    code: str = Field(
        description="Code of the rule, the same as that of the refusal: `outside_working_hours`,"
        " `holiday`, `travel_too_short`, `missing_skill`. New codes may be added."
    )
    person_id: UUID = Field(description="The technician, or the helper, whose time it is about.")
    facts: dict[str, Any] = Field(
        description="What is in the way: the members that the refusal with this code has."
    )


class Booking(Out):
    """A period in which a technician is not available. Bookings of one technician never overlap."""

    id: UUID
    person_id: UUID = Field(description="The technician whose time is taken.")
    kind: BookingKind = Field(description="Reason for the booking.")
    starts_at: Instant = Field(description=_STARTS_AT)
    ends_at: Instant = Field(description=_ENDS_AT)
    note: str | None = Field(
        description="Remark on the booking. For a visit, protocol and title of the order as they"
        " were when it was scheduled. Null without one."
    )
    order_id: UUID | None = Field(description="The order of the visit. Null for other kinds.")
    promise_kind: PromiseKind | None = Field(
        description="What the customer was promised. Null: nothing, as for other kinds."
    )
    promised_from: Instant | None = Field(
        description="First time at which the visit may start as promised. Null without a promise."
    )
    promised_until: Instant | None = Field(
        description="Last time at which the visit may start as promised. Null without a promise."
    )
    pinned: bool = Field(description="Whether plans leave the booking where it is.")
    confirmed_at: Instant | None = Field(
        description="Time at which the customer confirmed the visit. Null until then."
    )
    warnings: list[BookingWarning] = Field(
        description="What spoke against the visit when it was booked or moved. Empty: nothing."
    )
    override_reason: str | None = Field(
        description="Why the visit was booked in spite of what is refused otherwise. Null: nothing"
        " was set aside."
    )
    version: int
    created_at: Instant
    updated_at: Instant


class BookingCreate(In):
    """A new absence or block. Visits are booked by scheduling their orders."""

    id: OwnId | None = None
    person_id: UUID = Field(description="An active technician of the organization.")
    kind: Literal["absence", "block"] = Field(
        description="`absence`: the technician does not work. `block`: the period is kept free."
    )
    starts_at: Instant = Field(description=_STARTS_AT)
    ends_at: Instant = Field(
        description=f"{_ENDS_AT} After `starts_at`, and at most 366 days later."
    )
    note: Line | None = Field(None, description="Remark on the booking.")


class BookingQuery(ListQuery):
    """Filters and order of the list of bookings.

    `ends_after` and `starts_before` together select a window of the agenda: every booking that
    reaches into it.
    """

    sort: Literal["starts_at", "-starts_at"] = "starts_at"
    person_id: list[IdOrMe] | None = Field(
        None, description="Only bookings of these technicians; `me` is the caller."
    )
    kind: list[BookingKind] | None = Field(None, description="Only bookings of these kinds.")
    order_id: list[UUID] | None = Field(None, description="Only visits of these orders.")
    starts_after: Instant | None = Field(
        None, description="Only bookings that start at this time or later."
    )
    starts_before: Instant | None = Field(
        None, description="Only bookings that start before this time, such as the end of a window."
    )
    ends_after: Instant | None = Field(
        None,
        description="Only bookings that end at this time or later, such as the start of a window.",
    )
