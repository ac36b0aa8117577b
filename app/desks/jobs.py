"""What desks do without being asked: agents who said until when are offline afterwards."""

from app.core.database import TenantSession
from app.core.events import on
from app.core.schedule import every
from app.desks import agents
from app.desks.service import default_desk
from app.organizations.events import OrganizationFounded


@on(OrganizationFounded)
async def set_up_the_first_desk(session: TenantSession, _: OrganizationFounded) -> None:
    """An organization finds its desk there; whoever is faster than this makes it themselves."""
    await default_desk(session)


@every(minutes=1)
async def end_availability(session: TenantSession) -> None:
    await agents.end_availability(session)
