"""Setting a password: sessions opened with the old one end."""

from app.auth.events import PasswordChanged
from app.auth.sessions.service import end_sessions
from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.people.models import Person


async def set_password(
    session: TenantSession, person: Person, password_hash: str, *, temporary: bool = False
) -> None:
    """Give somebody another password. Whoever was signed in with the old one is not any more.

    A temporary one was handed over by somebody else, and opens nothing until it is changed.
    """
    person.password_hash = password_hash
    person.must_change_password = temporary
    announce(session, PasswordChanged(person_id=person.id, temporary=temporary))
    is_own = session.actor.person_id == person.id
    await end_sessions(session, person.id, but=session.actor.session_id if is_own else None)
    session.signals.add("credentials")
