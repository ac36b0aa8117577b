"""Password reset: a link by e-mail, valid once and for half an hour."""

from datetime import timedelta

from sqlalchemy import select, update

from app.auth.events import PasswordResetRequested
from app.auth.models import PasswordReset
from app.auth.passwords.service import set_password
from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.events.outbox import enqueue
from app.core.security.tokens import derived_opaque, fingerprint
from app.core.values.clock import now
from app.core.values.errors import Refusal
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.people.models import Person, PersonKind

RESET_TOKEN = "chm_reset"  # noqa: S105 - the public beginning of a token

GOOD_FOR = timedelta(minutes=30)
#: Who asks again within this time gets no second e-mail: the first is on its way.
PAUSE = timedelta(minutes=2)
#: People who share an address each get a link of their own; more than these is no family.
_MOST = 5


class ResetUsed(Refusal):
    """The link has set a password before."""

    status = 410
    title = N_("This link was used already")
    advice = N_("Sign in with the new password, or ask for another link.")


class ResetExpired(Refusal):
    """The link is older than half an hour."""

    status = 410
    title = N_("This link has expired")
    advice = N_("Ask for another link.")


def request_reset(session: TenantSession, email: str) -> None:
    """Note that somebody at this address has forgotten a password."""
    enqueue(session, "password_reset", email=email)


async def grant_resets(session: TenantSession, email: str, key: bytes) -> None:
    """Write to everyone who signs in here with this address."""
    people = select(Person).where(
        Person.email == email,
        Person.active,
        Person.kind == PersonKind.MEMBER,
        Person.password_hash.is_not(None),
    )
    for person in (await session.scalars(people.limit(_MOST))).all():
        recent = select(PasswordReset.id).where(
            PasswordReset.person_id == person.id,
            PasswordReset.expires_at > now() + GOOD_FOR - PAUSE,
        )
        if await session.scalar(recent.limit(1)):
            continue
        reset_id = new_id()
        token = derived_opaque(RESET_TOKEN, person.organization_id, key, str(reset_id))
        session.add(
            PasswordReset(
                id=reset_id,
                person_id=person.id,
                fingerprint=fingerprint(token),
                expires_at=now() + GOOD_FOR,
            )
        )
        enqueue(session, "reset_mail", reset_id=reset_id)
        announce(session, PasswordResetRequested(person_id=person.id))


async def person_of(session: TenantSession, token: str) -> Person:
    """Whose password the link may set; locked, so that of two uses one comes first."""
    reset = await session.scalar(
        select(PasswordReset)
        .where(PasswordReset.fingerprint == fingerprint(token))
        .with_for_update()
    )
    if reset is None:
        raise ResetExpired  # it was tidied away
    if reset.used_at is not None:
        raise ResetUsed
    if reset.expires_at <= now():
        raise ResetExpired
    person = await session.fetch(Person, reset.person_id, lock=True)
    if not person.active:
        raise ResetExpired
    return person


async def reset_password(session: TenantSession, token: str, password_hash: str) -> None:
    """Set the password that the link stands for; every session ends, and other links die."""
    person = await person_of(session, token)
    await set_password(session, person, password_hash)
    await session.execute(
        update(PasswordReset)
        .where(PasswordReset.person_id == person.id, PasswordReset.used_at.is_(None))
        .values(used_at=now())
    )
