"""`/v1/entitlements`: what the organization's plan includes."""

from typing import Annotated

from fastapi import APIRouter

from app.core.data.reading import Reading
from app.core.http.access import acting
from app.core.http.routing import Route
from app.organizations.plans.schemas import Entitlements, PlanLimits, TechnicianLimit
from app.organizations.plans.service import Feature
from app.organizations.reads import CHOICES
from app.people.reads import ACTIVE_TECHNICIANS

router = APIRouter(tags=["organizations"], route_class=Route)

CanRead = Annotated[Reading, acting("me:read")]


@router.get("/entitlements", operation_id="getEntitlements", response_model=Entitlements)
async def get_entitlements(reading: CanRead) -> Entitlements:
    """What the plan includes and how much of it is used: what to show, and what to offer."""
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
