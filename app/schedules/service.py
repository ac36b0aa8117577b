"""Bookings: create, release, end early; a technician's bookings never overlap."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import TIMESTAMP, func, literal, select
from sqlalchemy.exc import DBAPIError

from app.core.data.database import TenantSession
from app.core.data.database_errors import EXCLUSION_VIOLATION, sqlstate
from app.core.data.statements import sql
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import Duplicate, Refusal, TryAgain, ValidationFailed
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.people.models import Person, PersonKind, Role
from app.schedules.checks.service import UNCHECKED, CheckResult
from app.schedules.events import BookingEnded, BookingMade, BookingMoved, BookingReleased
from app.schedules.models import LONGEST, Booking, BookingKind
from app.schedules.promises.service import Promise

# ON CONFLICT waits for a rival and then steps back; a plain INSERT would end in deadlocks among
# many rivals, and would break the transaction before it could say who was first.
_BOOK = sql("""insert into bookings (organization_id, id, person_id, kind, slot, note, order_id,
                                     site_id, promise_kind, promised_from, promised_until,
                                     pinned, warnings, override_reason, active, version,
                                     created_at, updated_at)
       values (:organization_id, :id, :person_id, :kind, tstzrange(:starts_at, :ends_at, '[)'),
               :note, :order_id, :site_id, :promise_kind, :promised_from, :promised_until,
               :pinned, :warnings::jsonb, :override_reason, true, 1, :now, :now)
       on conflict do nothing
       returning id""")

_RELEASE_EXPIRED = sql("""update bookings
          set active = false, version = version + 1, updated_at = :now
        where organization_id = :organization_id and person_id = :person_id and active
          and kind = 'hold' and held_until <= :now
          and slot && tstzrange(:starts_at, :ends_at, '[)')
       returning id""")


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """Facts of a visit beside its slot: order and site, a promise, and the result of its checks."""

    order_id: UUID | None = None
    site_id: UUID | None = None
    promise: Promise | None = None
    result: CheckResult = UNCHECKED


NO_VISIT = VisitFacts()


class TechnicianOverlap(Refusal):
    """The technician is taken in a part of this time, by the booking that `booking_id` names."""

    title = N_("The technician is taken at that time")
    advice = N_("Choose another time or another technician.")


class TechnicianAbsent(Refusal):
    """The technician does not work in a part of this time: `booking_id` names the absence."""

    title = N_("The technician is absent at that time")
    advice = N_("Choose another time or another technician.")


class BookedByOrder(Refusal):
    """The booking belongs to the visit of an order; only the order may change it so."""

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
    visit: VisitFacts = NO_VISIT,
    pinned: bool = False,
    field: str = "person_id",
    id: UUID | None = None,
) -> UUID:
    """Take a technician's time; 409 `technician_overlap` if any of it is taken already.

    `field` is the field of the request that names the technician.
    """
    await check_slot_of(session, person_id, (starts_at, ends_at), field)
    await release_expired_holds(session, person_id, starts_at, ends_at)
    booking_id = id or new_id()
    promise = visit.promise
    booked = await session.row(
        _BOOK,
        id=booking_id,
        person_id=person_id,
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        note=note or None,
        order_id=visit.order_id,
        site_id=visit.site_id,
        promise_kind=promise.kind if promise else None,
        promised_from=promise.starts_from if promise else None,
        promised_until=promise.starts_until if promise else None,
        pinned=pinned,
        warnings=json.dumps(visit.result.warnings),
        override_reason=visit.result.override_reason,
        now=now(),
    )
    if booked is None:
        raise await _rival(session, kind, person_id, (starts_at, ends_at), id=id)
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


async def release_expired_holds(
    session: TenantSession, person_id: UUID, starts_at: datetime, ends_at: datetime
) -> None:
    """Take the time of holds that are over and lie in the way."""
    await session.rows(
        _RELEASE_EXPIRED, person_id=person_id, starts_at=starts_at, ends_at=ends_at, now=now()
    )


async def check_slot_of(
    session: TenantSession, person_id: UUID, slot: tuple[datetime, datetime], field: str
) -> None:
    """Refuse who is no active technician, and a slot that runs backwards or is too long."""
    person = await session.refer(Person, person_id, field)
    works = person.kind is PersonKind.MEMBER and person.active
    if person.role is not Role.TECHNICIAN or not works:
        detail = N_("This person is not an active technician.")
        raise ValidationFailed.at(field, "not_a_technician", detail)
    if slot[1] <= slot[0]:
        detail = N_("Must be after the beginning.")
        raise ValidationFailed.at("ends_at", "not_after_start", detail)
    if slot[1] - slot[0] > LONGEST:
        detail = N_("At most {days} days at once.")
        raise ValidationFailed.at("ends_at", "too_long", detail, days=LONGEST.days)


async def move(
    session: TenantSession,
    booking: Booking,
    person_id: UUID,
    slot: tuple[datetime, datetime],
    visit: VisitFacts | None = None,
) -> None:
    """Give a booking that is locked another slot or technician; 409 if any of it is taken."""
    await check_slot_of(session, person_id, slot, "person_id")
    booking_id, kind = booking.id, booking.kind
    before = (booking.person_id, booking.starts_at, booking.ends_at)
    if before == (person_id, *slot):
        _set_facts(booking, visit)
        return
    # Those who move onto one agenda take turns, or two that cross would wait for each other.
    await session.fetch(Person, person_id, lock=True)
    await release_expired_holds(session, person_id, *slot)
    bounds = (literal(at, TIMESTAMP(timezone=True)) for at in slot)
    try:
        async with session.attempt():
            _set_facts(booking, visit)
            booking.person_id = person_id
            booking.slot = func.tstzrange(*bounds, "[)")
            await session.flush()
    except DBAPIError as error:
        if sqlstate(error) != EXCLUSION_VIOLATION:
            raise
        raise await _rival(session, kind, person_id, slot, besides=booking_id) from None
    announce(
        session,
        BookingMoved(
            booking_id=booking_id,
            person_id=person_id,
            starts_at=slot[0],
            ends_at=slot[1],
            previous_person_id=before[0],
            previous_starts_at=before[1],
            previous_ends_at=before[2],
        ),
    )


def promise_of(booking: Booking) -> Promise | None:
    """The window that the customer was promised, if one was."""
    if booking.promise_kind is None or not booking.promised_from or not booking.promised_until:
        return None
    return Promise(booking.promise_kind, booking.promised_from, booking.promised_until)


def _set_facts(booking: Booking, visit: VisitFacts | None) -> None:
    """Give a booking what a visit is moved with; another promise is not confirmed yet."""
    if visit is None:
        return
    if visit.promise is not None and visit.promise != promise_of(booking):
        booking.promise_kind = visit.promise.kind
        booking.promised_from = visit.promise.starts_from
        booking.promised_until = visit.promise.starts_until
        booking.confirmed_at = None
    booking.order_id, booking.site_id = visit.order_id, visit.site_id
    booking.warnings = visit.result.warnings
    booking.override_reason = visit.result.override_reason


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


async def _rival(
    session: TenantSession,
    kind: BookingKind,
    person_id: UUID,
    slot: tuple[datetime, datetime],
    *,
    id: UUID | None = None,
    besides: UUID | None = None,
) -> Refusal:
    starts_at, ends_at = slot
    other: Booking | None = await session.scalar(
        select(Booking)
        .where(
            Booking.person_id == person_id,
            Booking.active,
            Booking.starts_at < ends_at,
            Booking.ends_at > starts_at,
            Booking.id != (besides or new_id()),
        )
        .order_by(Booking.starts_at)
        .limit(1)
    )
    if other is None:  # released in between, or it was the id that is taken
        return TryAgain() if id is None else Duplicate()
    is_visit_in_absence = (kind, other.kind) == (BookingKind.VISIT, BookingKind.ABSENCE)
    return (TechnicianAbsent if is_visit_in_absence else TechnicianOverlap)(
        N_("Taken from {starts_at} to {ends_at}."),
        booking_id=other.id,
        kind=other.kind,
        starts_at=other.starts_at,
        ends_at=other.ends_at,
    )
