"""`/v1/entitlements`: what the organization's plan includes."""

from typing import Annotated

from fastapi import APIRouter

from app.core.data.reading import Reading
from app.core.http.access import acting
from app.core.http.routing import Route
from app.organizations.plans.schemas import Entitlements, Feature, PlanLimits, TechnicianLimit
from app.organizations.reads import CHOICES
from app.people.reads import ACTIVE_TECHNICIANS

router = APIRouter(tags=["organizations"], route_class=Route)

CanRead = Annotated[Reading, acting("me:read")]


@router.get("/entitlements", operation_id="getEntitlements", response_model=Entitlements)
async def get_entitlements(reading: CanRead) -> Entitlements:
    """Get the features and limits of the organization's plan.

    Answers with every feature, whether the plan includes it, and with the limits and how much of
    them is used. Clients use it to hide what is not included and to warn before a limit is reached.
    A limit only refuses what is new: what exists goes on working.
    """
    plan = await reading.row(CHOICES)
    counted = await reading.row(ACTIVE_TECHNICIANS)
    assert plan is not None
    assert counted is not None
    booked = plan["features"]
    return Entitlements(
        features={f.value: booked is None or f.value in booked for f in Feature},
        limits=PlanLimits(
            active_technicians=TechnicianLimit(limit=plan["technician_limit"], used=counted["used"])
        ),
    )
