"""The listener that ends the memberships of somebody who was deactivated."""

from app.core.data.database import TenantSession
from app.core.events.listeners import on
from app.desks.teams import service as teams
from app.people.events import PersonAnonymised, PersonUpdated


@on(PersonUpdated, concerns=lambda event, _: "active" in event.fields)
@on(PersonAnonymised)
async def leave_teams(session: TenantSession, event: PersonUpdated | PersonAnonymised) -> None:
    await teams.leave_teams(session, event.person_id)
