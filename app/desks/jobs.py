"""The listener that gives a new organization its first desk."""

from app.core.data.database import TenantSession
from app.core.events.listeners import on
from app.desks.service import default_desk
from app.organizations.events import OrganizationSignedUp


@on(OrganizationSignedUp)
async def set_up_the_first_desk(session: TenantSession, _: OrganizationSignedUp) -> None:
    """An organization finds its desk there; whoever is faster than this makes it themselves."""
    await default_desk(session)
