"""`PATCH /v1/bookings/{booking_id}`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from app.core.data.database import TenantSession
from app.core.data.reading import Json, one
from app.core.data.statements import sql
from app.core.http.access import acting
from app.core.http.preconditions import check_if_match
from app.core.http.routing import Route
from app.core.values.errors import (
    InvalidTransition,
    NotFound,
    PermissionMissing,
    UnknownReference,
    refuses,
)
from app.orders.lifecycle.service import OrderAlreadyCancelled, OrderAlreadyClosed
from app.orders.models import Order
from app.orders.moving import service as moving
from app.orders.moving.schemas import BookingUpdate
from app.orders.moving.service import PromiseBroken
from app.orders.visibility import ORDER_VISIBILITY
from app.schedules import schemas
from app.schedules.absences.service import BookedByAbsence
from app.schedules.checks.service import Holiday, OutsideWorkingHours, TravelTooShort
from app.schedules.models import Booking, BookingKind
from app.schedules.reads import BOOKING
from app.schedules.service import BookedByOrder, TechnicianAbsent, TechnicianOverlap
from app.schedules.skills.service import MissingSkill

router = APIRouter(prefix="/bookings", tags=["schedules"], route_class=Route)

CanWrite = Annotated[TenantSession, acting("schedules:write")]

_ORDER_OF = sql("""select order_id from visits
                    where organization_id = :organization_id and booking_id = :booking_id""")


async def _order_of_visit(session: CanWrite, booking_id: UUID) -> Order | None:
    """The order of the booking of the path, locked; None for what is no visit."""
    booking = await session.fetch(Booking, booking_id)
    if booking.kind is not BookingKind.VISIT:
        return None
    if not session.actor.may("orders:write"):
        raise PermissionMissing(permission="orders:write")
    row = await session.row(_ORDER_OF, booking_id=booking_id)
    if row is None:
        raise BookedByOrder
    wanted = ORDER_VISIBILITY.row_to_change(session.actor, lock=True)
    order: Order | None = await session.object(wanted, id=row["order_id"])
    if order is None:
        raise NotFound
    return order


OrderOfVisit = Annotated[Order | None, Depends(_order_of_visit)]


async def _booking(
    request: Request, session: CanWrite, booking_id: UUID, _: OrderOfVisit
) -> Booking:
    """The booking of the path, locked after its order, as when one is scheduled."""
    booking = await session.fetch(Booking, booking_id, lock=True)
    if not booking.active:
        raise NotFound
    check_if_match(request, booking.version)
    return booking


@router.patch(
    "/{booking_id}",
    operation_id="updateBooking",
    response_model=schemas.Booking,
    responses=refuses(
        TechnicianOverlap,
        TechnicianAbsent,
        PromiseBroken,
        OutsideWorkingHours,
        Holiday,
        TravelTooShort,
        MissingSkill,
        BookedByOrder,
        BookedByAbsence,
        InvalidTransition,
        OrderAlreadyClosed,
        OrderAlreadyCancelled,
        UnknownReference,
    ),
)
async def update_booking(
    session: CanWrite,
    order: OrderOfVisit,
    booking: Annotated[Booking, Depends(_booking)],
    change: BookingUpdate,
) -> Json:
    """Update a booking: move it to another time or technician, or pin it.

    Slot and technician change together, as when it is dragged in the agenda; helpers of a visit
    come along. A visit takes its order with it: times, timeline, notifications. It needs
    `orders:write` and a visit that has not begun. Recorded as `booking.moved` or
    `booking.updated`, and for an order as `order.scheduled`.

    Refused with `technician_overlap` or `technician_absent` when the time is taken, and with
    `promise_broken` when a visit would start outside of the window that its customer was promised,
    unless another promise is sent. Working hours, holidays, travel and skills are checked as by
    `scheduleOrder` (`outside_working_hours`, `holiday`, `travel_too_short`, `missing_skill`);
    `override_reason` sets these and the promise aside. Refused with
    `booked_by_order` for the note of a visit and the booking of a helper, with `booked_by_absence`
    for the days of a request that was approved, with `invalid_transition`, `order_already_closed`
    or `order_already_cancelled` when the visit has begun or is over, with `unknown_reference` when
    the person does not exist, and with `validation_failed` as when it is booked.
    """
    if order is None:
        await moving.update_block(session, booking, change)
    else:
        await moving.update_visit(session, order, booking, change)
    return await one(session, BOOKING, id=booking.id)
