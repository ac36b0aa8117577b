"""`/v1/schedules/repairs`"""

from fastapi import APIRouter

from app.core.data.reading import Json, one
from app.core.http.routing import Route
from app.core.values.errors import Duplicate, InvalidTransition, UnknownReference, refuses
from app.planning.plans.reads import SCHEDULE_PLAN
from app.planning.plans.schemas import SchedulePlan
from app.planning.plans.visibility import CanLead
from app.planning.repairs import service as repairs
from app.planning.repairs.schemas import ScheduleRepairCreate

router = APIRouter(prefix="/schedules/repairs", tags=["planning"], route_class=Route)


@router.post(
    "",
    operation_id="createScheduleRepair",
    status_code=202,
    response_model=SchedulePlan,
    responses=refuses(Duplicate, InvalidTransition, UnknownReference),
)
async def create_schedule_repair(session: CanLead, wanted: ScheduleRepairCreate) -> Json:
    """Request a repair of the agenda after a disruption.

    After a no-show, an overrun, the absence of a technician, or for an urgent order: a worker finds
    which visits cannot stay where they are (`affected_order_ids`), and another place for them that
    keeps what was promised. Other visits move only if there is no place otherwise, and as few as
    possible; those that are pinned, confirmed, dispatched or have begun never do. The answer is a
    plan of the kind `repair`: nothing changes before `applySchedulePlan`.

    An affected visit that is pinned or has helpers is left to a person (`pinned`). `rounds` is not
    looked at. The absence itself is not booked: request or book it besides. Recorded as the event
    `schedule_plan.requested`. Refused with `invalid_transition` when the order is in another state
    (a no-show awaits rescheduling, an overrun is scheduled or in progress), with
    `validation_failed` when the period is over or too long or somebody is no active technician,
    with `unknown_reference` when an order or a person does not exist, and with `duplicate` when the
    `id` is taken.
    """
    plan = await repairs.request_repair(session, wanted)
    location = f"/v1/schedules/plans/{plan.id}"
    return await one(session, SCHEDULE_PLAN, id=plan.id, status=202, location=location)
