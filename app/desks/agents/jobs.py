"""The sweep that ends an agent's availability."""

from app.core.data.database import TenantSession
from app.core.events.schedule import every
from app.desks.agents import service as agents


@every(minutes=1)
async def end_availability(session: TenantSession) -> None:
    await agents.end_availability(session)
