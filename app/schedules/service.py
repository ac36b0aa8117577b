"""Bookings: create, release, end early; a technician's bookings never overlap."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import TIMESTAMP, func, literal, select

from app.core.data.database import TenantSession
from app.core.data.statements import sql
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import Duplicate, Refusal, TryAgain, ValidationFailed
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.people.models import Person, PersonKind, Role
from app.schedules.events import BookingEnded, BookingMade, BookingReleased
from app.schedules.models import LONGEST, Booking, BookingKind
from app.schedules.promises.service import Promise

# ON CONFLICT waits for a rival and then steps back; a plain INSERT would end in deadlocks among
# many rivals, and would break the transaction before it could say who was first.
_BOOK = sql("""insert into bookings (organization_id, id, person_id, kind, slot, note, order_id,
                                     promise_kind, promised_from, promised_until, pinned,
                                     active, version, created_at, updated_at)
       values (:organization_id, :id, :person_id, :kind, tstzrange(:starts_at, :ends_at, '[)'),
               :note, :order_id, :promise_kind, :promised_from, :promised_until, :pinned,
               true, 1, :now, :now)
       on conflict do nothing
       returning id""")


class TechnicianOverlap(Refusal):
    """The technician is taken in a part of this time, by the booking that `booking_id` names."""

    title = N_("The technician is taken at that time")
    advice = N_("Choose another time or another technician.")


class BookedByOrder(Refusal):
    """The booking is the visit of an order; only the order may release it."""

    title = N_("This booking belongs to an order")
    advice = N_("Reschedule or cancel the order.")


async def book(
    session: TenantSession,
    *,
    person_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    kind: BookingKind = BookingKind.VISIT,
    note: str | None = None,
    order_id: UUID | None = None,
    promise: Promise | None = None,
    pinned: bool = False,
    field: str = "person_id",
    id: UUID | None = None,
) -> UUID:
    """Take a technician's time; 409 `technician_overlap` if any of it is taken already.

    A visit has the order that it is for, and what its customer is promised. `field` is the field of
    the request that names the technician.
    """
    await _check_technician(session, person_id, field)
    _check_slot(starts_at, ends_at)
    booking_id = id or new_id()
    booked = await session.row(
        _BOOK,
        id=booking_id,
        person_id=person_id,
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        note=note or None,
        order_id=order_id,
        promise_kind=promise.kind if promise else None,
        promised_from=promise.starts_from if promise else None,
        promised_until=promise.starts_until if promise else None,
        pinned=pinned,
        now=now(),
    )
    if booked is None:
        raise await _rival(session, person_id, starts_at, ends_at, id)
    announce(
        session,
        BookingMade(
            booking_id=booking_id,
            person_id=person_id,
            kind=kind,
            starts_at=starts_at,
            ends_at=ends_at,
        ),
    )
    return booking_id


async def release(session: TenantSession, booking_id: UUID) -> None:
    """Give the time back; a booking that is released already stays so."""
    _release(session, await session.fetch(Booking, booking_id, lock=True))


async def end_at(session: TenantSession, booking_id: UUID, moment: datetime) -> None:
    """End a booking at this moment and free the rest; one that has not begun is released."""
    booking = await session.fetch(Booking, booking_id, lock=True)
    if moment <= booking.starts_at:
        _release(session, booking)
    elif moment < booking.ends_at:
        kept = (literal(at, TIMESTAMP(timezone=True)) for at in (booking.starts_at, moment))
        booking.slot = func.tstzrange(*kept, "[)")
        await session.flush()  # PostgreSQL computes ends_at
        announce(
            session,
            BookingEnded(booking_id=booking.id, person_id=booking.person_id, ends_at=moment),
        )


def release_free(session: TenantSession, booking: Booking) -> None:
    """Give back an absence or a block; the visit of an order is released by the order."""
    if booking.kind is BookingKind.VISIT:
        raise BookedByOrder
    _release(session, booking)


def _release(session: TenantSession, booking: Booking) -> None:
    if booking.active:
        booking.active = False
        announce(session, BookingReleased(booking_id=booking.id, person_id=booking.person_id))


async def _check_technician(session: TenantSession, person_id: UUID, field: str) -> None:
    person = await session.refer(Person, person_id, field)
    works = person.kind is PersonKind.MEMBER and person.active
    if person.role is not Role.TECHNICIAN or not works:
        detail = N_("This person is not an active technician.")
        raise ValidationFailed.at(field, "not_a_technician", detail)


def _check_slot(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        detail = N_("Must be after the beginning.")
        raise ValidationFailed.at("ends_at", "not_after_start", detail)
    if ends_at - starts_at > LONGEST:
        detail = N_("At most {days} days at once.")
        raise ValidationFailed.at("ends_at", "too_long", detail, days=LONGEST.days)


async def _rival(
    session: TenantSession,
    person_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    id: UUID | None,
) -> Refusal:
    other: Booking | None = await session.scalar(
        select(Booking)
        .where(
            Booking.person_id == person_id,
            Booking.active,
            Booking.starts_at < ends_at,
            Booking.ends_at > starts_at,
        )
        .order_by(Booking.starts_at)
        .limit(1)
    )
    if other is None:  # released in between, or it was the id that is taken
        return TryAgain() if id is None else Duplicate()
    return TechnicianOverlap(
        N_("Taken from {starts_at} to {ends_at}."),
        booking_id=other.id,
        kind=other.kind,
        starts_at=other.starts_at,
        ends_at=other.ends_at,
    )
