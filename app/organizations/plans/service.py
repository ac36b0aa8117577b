"""Plans: features and limits. A limit refuses what is new, never what exists."""

from enum import StrEnum

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.organizations.events import PlanChanged
from app.organizations.service import organization_of


class Feature(StrEnum):
    """Feature that a plan may or may not include."""

    CHAT = "chat"
    KNOWLEDGE_BASE = "knowledge_base"
    ROUTE_PLANNING = "route_planning"
    NETWORK = "network"
    WEBHOOKS = "webhooks"


async def set_plan(
    session: TenantSession, *, features: list[Feature] | None, technician_limit: int | None
) -> None:
    """Change what is included; null is everything, or any number."""
    organization = await organization_of(session, lock=True)
    organization.features = None if features is None else sorted(map(str, set(features)))
    organization.technician_limit = technician_limit
    announce(
        session,
        PlanChanged(
            organization_id=organization.id,
            features=organization.features,
            technician_limit=technician_limit,
        ),
    )
