"""Changes that people make to themselves."""

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.people.events import PersonUpdated
from app.people.me.schemas import MeUpdate
from app.people.models import Person


async def change_oneself(session: TenantSession, person: Person, change: MeUpdate) -> None:
    """What everybody may change of oneself, visitors and requesters included."""
    wanted = change.changes()
    for name, value in wanted.items():
        setattr(person, name, value)
    await session.flush()
    announce(session, PersonUpdated(person_id=person.id, fields=sorted(wanted)))
    if "locale" in wanted:
        session.signals.add("credentials")
