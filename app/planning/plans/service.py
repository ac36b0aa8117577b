"""Schedule plans: asked for, cancelled, and applied to the agenda all or nothing."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.events.outbox import enqueue
from app.core.values.clock import now
from app.core.values.errors import Refusal, TryAgain, ValidationFailed
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.orders.models import Order
from app.orders.scheduling.schemas import OrderSchedule
from app.orders.scheduling.service import current_visit, schedule_visit
from app.people.models import Person, PersonKind, Role
from app.planning.events import (
    SchedulePlanApplied,
    SchedulePlanCancelled,
    SchedulePlanRequested,
)
from app.planning.plans.changes import find_changes
from app.planning.plans.models import (
    UNDER_WAY,
    SchedulePlan,
    SchedulePlanKind,
    SchedulePlanStatus,
)
from app.planning.plans.schemas import PlanOptions, PlanResult, SchedulePlanCreate
from app.schedules import service as schedules

#: The outbox task that makes a plan.
MAKE_PLAN = "make_schedule_plan"


class PlanNotReady(Refusal):
    """Only a plan with a result can be applied, and only once: `plan_status` says what it is."""

    title = N_("This plan cannot be applied")
    advice = N_("Wait until it is ready, or ask for a new plan.")


class PlanAlreadyEnded(Refusal):
    """The plan was applied, has failed or was cancelled before: `plan_status` says which."""

    title = N_("This plan has ended already")
    advice = N_("Ask for a new plan.")


class PlanOutdated(Refusal):
    """The agenda is not as it was when the plan was made: `changes` lists what is different.

    Each has a `change` (such as `order_changed`, `technician_booked`, `hours_changed`, or the code
    with which the order could not be scheduled), and the `order_id`, `technician_id` or
    `booking_id` that it is about.
    """

    title = N_("The agenda has changed since the plan was made")
    advice = N_("Ask for a new plan.")


async def request_plan(session: TenantSession, wanted: SchedulePlanCreate) -> SchedulePlan:
    """Ask for a plan; a worker begins once this transaction is committed."""
    if wanted.ends_at <= now():
        detail = N_("The period is over.")
        raise ValidationFailed.at("ends_at", "in_the_past", detail)
    if wanted.order_ids is not None:
        await session.refer_list(Order, wanted.order_ids, "order_ids")
    asked = wanted.model_dump(mode="json", exclude={"id", "starts_at", "ends_at"})
    return await start_plan(
        session,
        wanted,
        SchedulePlan(
            kind=SchedulePlanKind.OPTIMIZATION,
            starts_at=wanted.starts_at,
            ends_at=wanted.ends_at,
            asked=asked,
        ),
    )


async def start_plan(
    session: TenantSession, options: PlanOptions, plan: SchedulePlan
) -> SchedulePlan:
    """Check who is planned, save the plan, and let a worker make it."""
    technicians = enumerate(options.technician_ids or ())
    await check_technicians(session, {f"technician_ids/{n}": key for n, key in technicians})
    plan.id = options.id or new_id()
    plan.rounds_total = options.rounds
    plan.requested_by_id = session.actor.person_id
    session.add(plan)
    enqueue(session, MAKE_PLAN, lane="long", plan_id=plan.id)
    announce(session, SchedulePlanRequested(plan_id=plan.id, kind=plan.kind))
    return plan


async def check_technicians(session: TenantSession, named: Mapping[str, UUID]) -> None:
    """422 for each field that names nobody, or somebody who is no active technician."""
    for field, person_id in named.items():
        person = await session.refer(Person, person_id, field)
        works = person.kind is PersonKind.MEMBER and person.active
        if person.role is not Role.TECHNICIAN or not works:
            detail = N_("This person is not an active technician.")
            raise ValidationFailed.at(field, "not_a_technician", detail)


def cancel_plan(session: TenantSession, plan: SchedulePlan) -> None:
    """Stop the search, or decide against the result."""
    if plan.status not in {*UNDER_WAY, SchedulePlanStatus.READY}:
        raise PlanAlreadyEnded(plan_status=plan.status)
    if plan.status in UNDER_WAY:
        plan.finished_at = now()
    plan.status = SchedulePlanStatus.CANCELLED
    announce(session, SchedulePlanCancelled(plan_id=plan.id, kind=plan.kind))


async def apply_plan(session: TenantSession, plan: SchedulePlan) -> None:
    """Bring the moves of a plan into the agenda, through the orders' own scheduling.

    409 `plan_outdated` with what is different since; then nothing is changed.
    """
    session.actor.require("orders:write")
    if plan.status is not SchedulePlanStatus.READY or plan.result is None:
        raise PlanNotReady(plan_status=plan.status)
    result = PlanResult.model_validate(plan.result)
    orders = {order.id: order for order in await _locked(session, result)}
    if changes := await find_changes(session, plan, result, orders):
        raise PlanOutdated(changes=changes)
    await _release_present(session, orders)
    for move in result.moves:
        slot = OrderSchedule(
            technician_id=move.technician_id,
            starts_at=move.starts_at,
            ends_at=move.ends_at,
            promised_from=move.promised_from,
            promised_until=move.promised_until,
        )
        try:
            await schedule_visit(session, orders[move.order_id], slot)
        except TryAgain:
            raise
        except Refusal as refusal:  # booked while this was going on, or a rule that is new
            stands: dict[str, Any] = {
                "change": refusal.code(),
                "order_id": move.order_id,
                "technician_id": move.technician_id,
                "booking_id": refusal.members.get("booking_id"),
            }
            raise PlanOutdated(changes=[stands]) from refusal
    plan.status, plan.applied_at = SchedulePlanStatus.APPLIED, now()
    plan.applied_by_id = session.actor.person_id
    announce(
        session,
        SchedulePlanApplied(
            plan_id=plan.id, kind=plan.kind, order_ids=[move.order_id for move in result.moves]
        ),
    )


async def _locked(session: TenantSession, result: PlanResult) -> list[Order]:
    """The orders of the moves, locked together, as they are now."""
    found = [await session.find(Order, move.order_id) for move in result.moves]
    orders = [order for order in found if order is not None]
    if orders:
        await session.lock(*orders)
    return orders


async def _release_present(session: TenantSession, orders: dict[UUID, Order]) -> None:
    """Free all slots before any is taken: two visits may change places."""
    for order in orders.values():
        visit = await current_visit(session, order)
        if visit is not None:
            await schedules.release(session, visit.booking_id)
