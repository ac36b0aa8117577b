"""A round of one sweep in one organization, as the worker makes it: only where it is listed."""

from uuid import UUID

from app.core.data.database import Database
from app.core.events.schedule import Sweep, sweeps
from app.core.security.actors import Actor
from app.core.values.clock import now


async def run_sweep(database: Database, organization_id: UUID, sweep: Sweep) -> bool:
    """Run the sweep if the organization has something due; return whether it had."""
    (schedule,) = (each for each in sweeps.values() if each.run is sweep)
    listed = await database.across_tenants(schedule.organizations, now())
    if organization_id not in {row[0] for row in listed}:
        return False
    async with database.transaction(Actor(organization_id)) as session:
        await sweep(session)
    return True
