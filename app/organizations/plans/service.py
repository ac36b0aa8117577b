"""Plans: features and limits. A limit refuses what is new, never what exists."""

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.wire import apply
from app.organizations.events import PlanChanged
from app.organizations.models import Organization
from app.organizations.plans.schemas import PlanUpdate
from app.organizations.service import organization_of


async def update_plan(session: TenantSession, change: PlanUpdate) -> Organization:
    """Change what is included; the organization, with its plan."""
    wanted = change.changes()
    organization = await organization_of(session, lock=bool(wanted))
    if wanted.get("features") is not None:
        wanted["features"] = sorted({str(feature) for feature in wanted["features"]})
    if apply(organization, wanted):
        announce(
            session,
            PlanChanged(
                organization_id=organization.id,
                features=organization.features,
                technician_limit=organization.technician_limit,
            ),
        )
    return organization
