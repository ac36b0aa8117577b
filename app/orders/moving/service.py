"""Moves of bookings in the agenda: another slot or technician, with what follows for the order."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import Refusal, ValidationFailed
from app.core.values.text import N_
from app.core.values.wire import apply
from app.orders.events import OrderScheduled
from app.orders.lifecycle.service import check, check_visit
from app.orders.models import Order
from app.orders.moving.schemas import BookingUpdate
from app.orders.scheduling.agreement import Period, check_bounds, checked_facts
from app.orders.scheduling.service import announce_overridden, current_visit, helpers_of
from app.orders.visits.models import Visit, VisitHelper, VisitStatus
from app.organizations.service import settings_of
from app.schedules import service as schedules
from app.schedules.absences.service import refuse_booked
from app.schedules.checks.service import CheckResult, VisitChecks
from app.schedules.events import BookingUpdated
from app.schedules.models import Booking
from app.schedules.service import BookedByOrder, VisitFacts, promise_of

#: What is changed without further ado.
_PLAIN = ("note", "pinned")
#: What only the booking of a visit has.
_OF_VISITS = ("confirmed", "promise_kind", "promised_from", "promised_until", "override_reason")


class PromiseBroken(Refusal):
    """The visit would start outside of the window that its customer was promised.

    `promised_from` and `promised_until` are that window; `confirmed_at` is when the customer
    confirmed it, if so.
    """

    title = N_("The customer was promised another time")
    advice = N_("Stay inside of the window, or agree on another one and send it as the promise.")


async def update_block(session: TenantSession, booking: Booking, change: BookingUpdate) -> None:
    """Change an absence or a block; the time of a request that was approved stays."""
    wanted = change.changes()
    for name in _OF_VISITS:
        if wanted.get(name) is not None:
            detail = N_("Only visits have this.")
            raise ValidationFailed.at(name, "not_a_visit", detail)
    await refuse_booked(session, booking.id)
    await schedules.move(session, booking, *_place(booking, change))
    _change(session, booking, {name: wanted[name] for name in _PLAIN if name in wanted})


async def update_visit(
    session: TenantSession, order: Order, booking: Booking, change: BookingUpdate
) -> None:
    """Move the visit of an order, or say that it is confirmed or pinned.

    The order follows: its times, its timeline, and who is notified. 409 promise_broken.
    """
    check(order, "schedule")
    visit = await current_visit(session, order)
    wanted = change.changes()
    if visit is None or visit.booking_id != booking.id or "note" in wanted:
        raise BookedByOrder
    check_visit(visit, "move")
    is_moved = _place(booking, change) != (booking.person_id, (booking.starts_at, booking.ends_at))
    if is_moved or _restates(change):
        await _move_visit(session, order, visit, booking, change)
    fields = {name: wanted[name] for name in _PLAIN if name in wanted}
    if "confirmed" in wanted:
        fields["confirmed_at"] = now() if change.confirmed else None
    _change(session, booking, fields)


async def _move_visit(
    session: TenantSession, order: Order, visit: Visit, booking: Booking, change: BookingUpdate
) -> None:
    person_id, slot = _place(booking, change)
    settings = await settings_of(session)
    checks = VisitChecks(settings, session.actor, change.override_reason)
    check_bounds(settings, slot)
    facts = await checked_facts(
        session,
        order,
        checks,
        person_id,
        slot,
        wanted=change,
        field="person_id",
        besides=booking.id,
    )
    facts = _with_promise(booking, change, slot, facts)
    await schedules.move(session, booking, person_id, slot, facts)
    before = visit.technician_id
    visit.technician_id, (visit.starts_at, visit.ends_at) = person_id, slot
    visit.status = VisitStatus.SCHEDULED
    order.derive_status(visit)
    helpers = await helpers_of(session, visit)
    theirs = [await _bring_along(session, order, checks, helper, slot) for helper in helpers]
    announce(
        session,
        OrderScheduled(
            order_id=order.id,
            technician_id=person_id,
            starts_at=slot[0],
            ends_at=slot[1],
            helper_ids=[helper.person_id for helper in helpers],
            promised_from=booking.promised_from,
            promised_until=booking.promised_until,
            previous_technician_id=before,
        ),
    )
    announce_overridden(session, order, [facts.result, *theirs])


async def _bring_along(
    session: TenantSession, order: Order, checks: VisitChecks, helper: VisitHelper, slot: Period
) -> CheckResult:
    """Move the time of a helper with that of the visit."""
    booking = await session.fetch(Booking, helper.booking_id, lock=True)
    facts = await checked_facts(
        session,
        order,
        checks,
        helper.person_id,
        slot,
        wanted=None,
        field="starts_at",
        besides=booking.id,
    )
    await schedules.move(session, booking, helper.person_id, slot, facts)
    return facts.result


def _with_promise(
    booking: Booking, change: BookingUpdate, slot: Period, facts: VisitFacts
) -> VisitFacts:
    """The promise that is sent, else that of before while it is kept, else one by exception."""
    kept = promise_of(booking)
    if kept is None or _restates(change):
        return facts
    if kept.holds(slot[0]):
        return replace(facts, promise=kept)
    if change.override_reason is None:
        raise PromiseBroken(
            N_("It was promised from {promised_from} to {promised_until}."),
            promised_from=kept.starts_from,
            promised_until=kept.starts_until,
            confirmed_at=booking.confirmed_at,
        )
    result = replace(
        facts.result,
        overridden=(*facts.result.overridden, PromiseBroken.code()),
        override_reason=change.override_reason,
    )
    return replace(facts, result=result)


def _place(booking: Booking, change: BookingUpdate) -> tuple[UUID, Period]:
    """Technician and slot of the booking after the change."""
    starts_at = change.starts_at or booking.starts_at
    length = booking.ends_at - booking.starts_at
    kept = starts_at + length if change.starts_at else booking.ends_at
    return change.person_id or booking.person_id, (starts_at, change.ends_at or kept)


def _restates(change: BookingUpdate) -> bool:
    return change.promise_kind is not None or change.promised_from is not None


def _change(session: TenantSession, booking: Booking, fields: dict[str, Any]) -> None:
    if fields:
        announce(session, BookingUpdated(booking_id=booking.id, fields=apply(booking, fields)))
