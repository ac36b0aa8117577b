"""Changes that people make to themselves."""

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.people.events import PersonUpdated
from app.people.me.schemas import MeUpdate
from app.people.models import Person


async def change_oneself(session: TenantSession, person: Person, change: MeUpdate) -> None:
    """Change the fields that everybody may change of oneself, visitors and requesters included."""
    fields = change.apply_to(person)
    await session.flush()
    announce(session, PersonUpdated(person_id=person.id, fields=fields))
    if "locale" in fields:
        session.signals.add("credentials")
