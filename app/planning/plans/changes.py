"""Changes of the agenda since a plan was made."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.core.data.database import TenantSession
from app.core.data.statements import sql
from app.core.values.clock import now
from app.orders.models import Order
from app.planning.plans.agenda import PlannedAgenda, load_agenda
from app.planning.plans.models import SchedulePlan
from app.planning.plans.schemas import PlanMove, PlanResult

#: Visits that count, of several orders.
_VISITS = sql("""
    select v.order_id, v.booking_id, v.status, b.starts_at, b.ends_at,
           b.pinned or b.confirmed_at is not null as is_fixed
      from visits v
      join bookings b on b.organization_id = :organization_id and b.id = v.booking_id
     where v.organization_id = :organization_id and v.order_id = any(:order_ids::uuid[])
       and v.status not in ('rescheduled', 'no_show', 'failed')""")

Change = dict[str, Any]


def basis_of(agenda: PlannedAgenda, moves: Sequence[PlanMove]) -> dict[str, Any]:
    """The facts that the moves rest on: slots of those who get a visit, and the orders moved."""
    receiving = {move.technician_id for move in moves}
    visits = {visit.order_id: visit for visit in (*agenda.visits, *agenda.affected)}
    orders: dict[str, str | None] = {}
    for move in moves:
        visit = visits.get(move.order_id)
        orders[str(move.order_id)] = (
            _visit(
                visit.booking_id,
                visit.starts_at,
                visit.ends_at,
                is_fixed=visit.is_pinned or visit.is_confirmed,
                status=visit.status,
            )
            if visit
            else None
        )
    bookings = {
        str(slot.booking_id): _slot(slot.booking_id, slot.starts_at, slot.ends_at)
        for slot in agenda.slots
        if slot.technician_id in receiving
    }
    return {"orders": orders, "bookings": bookings}


async def find_changes(
    session: TenantSession, plan: SchedulePlan, result: PlanResult, orders: Mapping[UUID, Order]
) -> list[Change]:
    """Find what stands against the moves of a plan; empty: they can be made as they are.

    A booking that is gone, or that ends sooner, stands against nothing.
    """
    assert plan.basis is not None
    technician_ids = sorted({move.technician_id for move in result.moves})
    agenda = await load_agenda(
        session,
        (plan.starts_at, plan.ends_at),
        technician_ids,
        [],
        max_failed_visits=None,
        notice=timedelta(),
    )
    rows = await session.rows(_VISITS, order_ids=[move.order_id for move in result.moves])
    current = {
        row["order_id"]: _visit(
            row["booking_id"],
            row["starts_at"],
            row["ends_at"],
            is_fixed=row["is_fixed"],
            status=row["status"],
        )
        for row in rows
    }
    found = [*_of_orders(plan.basis["orders"], current, orders)]
    booked = [*_of_bookings(plan.basis["bookings"], agenda)]
    busy = {change["technician_id"] for change in booked}
    return [*found, *booked, *_of_hours(result.moves, agenda, busy)]


def _of_orders(
    then: Mapping[str, str | None],
    current: Mapping[UUID, str],
    orders: Mapping[UUID, Order],
) -> Iterator[Change]:
    for key, slot in then.items():
        order_id = UUID(key)
        order = orders.get(order_id)
        is_over = order is None or order.closed_at or order.cancelled_at
        if is_over or current.get(order_id) != slot:
            status = order.status if order else None
            yield {"change": "order_changed", "order_id": order_id, "order_status": status}


def _of_bookings(then: Mapping[str, str], agenda: PlannedAgenda) -> Iterator[Change]:
    for slot in agenda.slots:
        before = then.get(str(slot.booking_id))
        if before is not None:
            _, starts_at, ends_at = before.split()
            if slot.starts_at == datetime.fromisoformat(
                starts_at
            ) and slot.ends_at <= datetime.fromisoformat(ends_at):
                continue
        yield {
            "change": "technician_booked",
            "technician_id": slot.technician_id,
            "booking_id": slot.booking_id,
        }


def _of_hours(
    moves: Sequence[PlanMove], agenda: PlannedAgenda, busy: set[UUID]
) -> Iterator[Change]:
    works = {technician.id: technician.works for technician in agenda.technicians}
    for move in moves:
        if move.technician_id not in works:
            change = "technician_inactive"
        elif move.starts_at < now():
            change = "slot_passed"
        elif move.technician_id not in busy and not any(
            start <= move.starts_at and move.ends_at <= end
            for start, end in works[move.technician_id]
        ):
            change = "hours_changed"
        else:
            continue
        yield {
            "change": change,
            "technician_id": move.technician_id,
            "order_id": move.order_id,
        }


def _visit(
    booking_id: UUID, starts_at: datetime, ends_at: datetime, *, is_fixed: bool, status: str | None
) -> str:
    return f"{_slot(booking_id, starts_at, ends_at)} {is_fixed} {status}"


def _slot(booking_id: UUID, starts_at: datetime, ends_at: datetime) -> str:
    return f"{booking_id} {starts_at.isoformat()} {ends_at.isoformat()}"
