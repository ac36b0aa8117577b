"""The listeners and the sweep that end an agent's availability."""

from sqlalchemy import select

from app.core.data.database import TenantSession
from app.core.events.listeners import on
from app.core.events.schedule import every
from app.desks.agents import service as agents
from app.people.events import PersonAnonymised, PersonUpdated, ProfileUpdated
from app.people.models import Person

#: What decides whether somebody works at the desk.
_STANDING = {"role", "profile_id", "active"}


@on(PersonUpdated, concerns=lambda event, _: not _STANDING.isdisjoint(event.fields))
@on(PersonAnonymised)
async def take_offline(session: TenantSession, event: PersonUpdated | PersonAnonymised) -> None:
    await agents.take_offline(session, event.person_id)


@on(ProfileUpdated, concerns=lambda event, _: "tickets:work" in event.removed)
async def take_people_of_profile_offline(session: TenantSession, event: ProfileUpdated) -> None:
    wanted = select(Person.id).where(Person.profile_id == event.permission_profile_id)
    for person_id in await session.scalars(wanted.order_by(Person.id)):
        await agents.take_offline(session, person_id)


@every(minutes=1, organizations="with_ended_availability")
async def end_availability(session: TenantSession) -> None:
    await agents.end_availability(session)
