"""Sessions end with whoever was deactivated and when they expire; old ones are deleted."""

from datetime import timedelta

from sqlalchemy import delete, select, update

from app.auth.models import PasswordReset, SignIn
from app.auth.sessions.service import end_session, was_deactivated
from app.core.data.database import TenantSession
from app.core.events.listeners import on
from app.core.events.schedule import every
from app.core.values.clock import now
from app.people.events import PersonUpdated
from app.people.models import Person

#: How long an expired session stays, for whoever wants to know where an account was used.
KEPT = timedelta(days=90)


@on(PersonUpdated, concerns=lambda event, _: "active" in event.fields)
async def end_sessions_of_deactivated(session: TenantSession, event: PersonUpdated) -> None:
    """Their credentials are refused at once (`deactivated_at`); this ends the rows as well."""
    person = await session.fetch(Person, event.person_id)
    alive = select(SignIn).where(SignIn.person_id == person.id, SignIn.ended_at.is_(None))
    for started in await session.scalars(alive.with_for_update()):
        if was_deactivated(person, started):
            end_session(session, started)


@every(hours=1, organizations="with_expired_sessions")
async def end_expired_sessions(session: TenantSession) -> None:
    """A session that ran out is over: the list of one's sessions shows only what lives."""
    await session.execute(
        update(SignIn)
        .where(SignIn.ended_at.is_(None), SignIn.expires_at <= now())
        .values(ended_at=SignIn.expires_at)
    )


@every(hours=24, organizations="with_old_sessions")
async def delete_old_sessions(session: TenantSession) -> None:
    """Sessions that ended long ago go, their refresh tokens with them, and links of yesterday."""
    await session.execute(delete(SignIn).where(SignIn.expires_at < now() - KEPT))
    await session.execute(
        delete(PasswordReset).where(PasswordReset.expires_at < now() - timedelta(days=1))
    )
