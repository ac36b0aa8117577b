"""The listener that gives a new organization its first calendar."""

from app.calendars.service import default_calendar
from app.core.data.database import TenantSession
from app.core.events.listeners import on
from app.organizations.events import OrganizationSignedUp


@on(OrganizationSignedUp)
async def set_up_the_first_calendar(session: TenantSession, _: OrganizationSignedUp) -> None:
    """The hours that everything follows are there to be seen and changed."""
    await default_calendar(session)
