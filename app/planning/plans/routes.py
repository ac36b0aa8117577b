"""`/v1/schedules/plans`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import Duplicate, UnknownReference, refuses
from app.planning.plans import schemas
from app.planning.plans import service as plans
from app.planning.plans.reads import SCHEDULE_PLAN, SCHEDULE_PLANS
from app.planning.plans.service import PlanAlreadyEnded, PlanNotReady, PlanOutdated
from app.planning.plans.visibility import CanLead, ThePlan

router = APIRouter(prefix="/schedules/plans", tags=["planning"], route_class=Route)

CanRead = Annotated[Reading, acting("schedules:read")]


@router.get("", operation_id="listSchedulePlans", response_model=Page[schemas.SchedulePlanSummary])
async def list_schedule_plans(
    reading: CanRead, query: Annotated[schemas.SchedulePlanQuery, Query()]
) -> Json:
    """List plans of the agenda, newest first, without their moves.

    Those who lead technicians (`schedules:lead`) see all of them, everyone else those that they
    have asked for.
    """
    return await SCHEDULE_PLANS.page(reading, query)


@router.post(
    "",
    operation_id="createSchedulePlan",
    status_code=202,
    response_model=schemas.SchedulePlan,
    responses=refuses(Duplicate, UnknownReference),
)
async def create_schedule_plan(session: CanLead, wanted: schemas.SchedulePlanCreate) -> Json:
    """Request a plan of the agenda for one to seven days.

    A worker looks for the places of orders that need a visit, and for shorter ways between those
    that have one: within working hours, with the specialties that are required, around absences,
    blocks and everything that must not move. Nothing changes before the plan is applied: follow it
    with `getSchedulePlan` until it is `ready`, then `applySchedulePlan`.

    Visits are never moved to another day, and keep their duration. An order lasts as long as the
    services on it, or an hour. Nothing is planned for the next 15 minutes. Recorded as the event
    `schedule_plan.requested`. Refused with `validation_failed` when the period is over or somebody
    is no active technician, with `unknown_reference` when an order or a person does not exist, and
    with `duplicate` when the `id` is taken.
    """
    plan = await plans.request_plan(session, wanted)
    location = f"/v1/schedules/plans/{plan.id}"
    return await one(session, SCHEDULE_PLAN, id=plan.id, status=202, location=location)


@router.get("/{plan_id}", operation_id="getSchedulePlan", response_model=schemas.SchedulePlan)
async def get_schedule_plan(reading: CanRead, plan_id: UUID) -> Json:
    """Get a plan of the agenda: its progress, and what it would change.

    Ask again every second until `status` is `ready`, `failed` or `cancelled`; `rounds_done` and
    `best` tell how far the search is. The result is the difference to the agenda: visits that are
    scheduled or moved, figures before and after, and orders without a place with the reason.
    """
    return await one(reading, SCHEDULE_PLAN, id=plan_id)


@router.post(
    "/{plan_id}/cancel",
    operation_id="cancelSchedulePlan",
    response_model=schemas.SchedulePlan,
    responses=refuses(PlanAlreadyEnded),
)
async def cancel_schedule_plan(session: CanLead, plan: ThePlan) -> Json:
    """Cancel a plan that is not applied.

    A search that runs ends within seconds. Recorded as the event `schedule_plan.cancelled`. Refused
    with `plan_already_ended` when the plan was applied, has failed or is cancelled already.
    """
    plans.cancel_plan(session, plan)
    return await one(session, SCHEDULE_PLAN, id=plan.id)


@router.post(
    "/{plan_id}/apply",
    operation_id="applySchedulePlan",
    response_model=schemas.SchedulePlan,
    responses=refuses(PlanNotReady, PlanOutdated),
)
async def apply_schedule_plan(session: CanLead, plan: ThePlan) -> Json:
    """Apply a plan: all of its moves, or none.

    Each visit is scheduled as by `scheduleOrder`, with the same notifications. Takes the permission
    `orders:write` besides. Recorded as the event `schedule_plan.applied`, and as `order.scheduled`
    for each order.

    Refused with `plan_not_ready` unless the plan is ready, so that none is applied twice; with
    `plan_outdated` when an order was moved, started or ended since, a technician was booked, has
    other hours or does not work any more, or a visit cannot be scheduled for another reason:
    `changes` lists what stands against the plan.
    """
    await plans.apply_plan(session, plan)
    return await one(session, SCHEDULE_PLAN, id=plan.id)
