"""Sessions: opened by sign-in, extended by refresh tokens, ended by sign-out."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from app.auth.events import RefreshTokenReused, SessionRefreshed, SignedIn, SignedOut
from app.auth.models import RefreshToken, SignIn
from app.auth.sessions.devices import device_name
from app.auth.sessions.schemas import Session
from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.http.access import PublicAccess
from app.core.security.tokens import derived_opaque, fingerprint, new_opaque, organization_of
from app.core.values.clock import now
from app.core.values.errors import Unauthenticated
from app.core.values.ids import new_id
from app.organizations.service import settings_of
from app.people.models import Person

REFRESH_TOKEN = "chm_refresh"  # noqa: S105 - the public beginning of a token, for secret scanners
DEVICE_TOKEN = "chm_device"  # noqa: S105 - likewise
#: For so long a lost answer to a refresh can be asked for again.
REPEATABLE_FOR = timedelta(minutes=2)


async def open_session(
    session: TenantSession,
    person: Person,
    access: PublicAccess,
    *,
    device_token: str | None = None,
) -> Session:
    """Begin a session of somebody who has just proven who it is."""
    organization_id = session.actor.organization_id
    device_token = device_token or new_opaque(DEVICE_TOKEN, organization_id)
    user_agent = access.request.headers.get("user-agent", "")[:300]
    started = SignIn(
        id=new_id(),
        person_id=person.id,
        user_agent=user_agent,
        device_name=device_name(user_agent),
        address=access.address,
        device=fingerprint(device_token),
        started_at=now(),
        last_seen_at=now(),
        expires_at=now() + await _session_lifetime(session, access),
    )
    session.add(started)
    await session.flush()
    session.actor = replace(session.actor, session_id=started.id)
    announce(session, SignedIn(person_id=person.id, session_id=started.id))
    first = new_opaque(REFRESH_TOKEN, organization_id)
    return _tokens(session, started, access, first, device_token)


async def refresh(access: PublicAccess, token: str, key: str | None) -> Session:
    """Trade a refresh token for the next pair. A token used twice ends its whole session.

    With an Idempotency-Key the next token is derived from both, so that an answer which was lost
    can be given again, to whoever knows the key, without a token being kept anywhere.
    """
    organization_id = organization_of(token, REFRESH_TOKEN)
    if organization_id is None:
        raise Unauthenticated
    async with access.database.transaction(access.actor(organization_id)) as session:
        held = await session.find(RefreshToken, fingerprint(token), lock=True)
        if held is None:
            raise Unauthenticated
        started = await session.fetch(SignIn, held.sign_in_id)
        person = await session.fetch(Person, started.person_id)
        is_over = started.ended_at is not None or started.expires_at <= now()
        if is_over or not person.active or was_deactivated(person, started):
            raise Unauthenticated
        session.actor = replace(access.actor(organization_id, person.id), session_id=started.id)
        following = _following(access, token, key)
        if held.used_at is None:
            held.used_at = now()
            held.used_with = hashlib.sha256(key.encode()).digest() if key else None
            started.last_seen_at = now()
            announce(session, SessionRefreshed(person_id=person.id, session_id=started.id))
            return _tokens(session, started, access, following)
        if key and await _is_repetition(session, held, following, key):
            return _session(started, access, following)
        announce(session, RefreshTokenReused(person_id=person.id, session_id=started.id))
        end_session(session, started)
    raise Unauthenticated


def end_session(session: TenantSession, started: SignIn) -> None:
    """Sign out: the session's tokens stop working in every process."""
    if started.ended_at is None:
        started.ended_at = now()
        announce(session, SignedOut(person_id=started.person_id, session_id=started.id))
        session.signals.add("credentials")


def was_deactivated(person: Person, started: SignIn) -> bool:
    """Return True if the person was deactivated after this session began."""
    ended_at = person.deactivated_at
    return ended_at is not None and started.started_at <= ended_at


async def end_sessions(session: TenantSession, person_id: UUID, *, but: UUID | None = None) -> None:
    """Sign somebody out everywhere, but for one session perhaps."""
    alive = select(SignIn).where(
        SignIn.person_id == person_id, SignIn.ended_at.is_(None), SignIn.expires_at > now()
    )
    for started in await session.scalars(alive.with_for_update()):
        if started.id != but:
            end_session(session, started)


async def _session_lifetime(session: TenantSession, access: PublicAccess) -> timedelta:
    longest = access.runtime.settings.refresh_token_days
    chosen = (await settings_of(session)).session_days
    return timedelta(days=min(longest, chosen or longest))


def _following(access: PublicAccess, token: str, key: str | None) -> str:
    organization_id = organization_of(token, REFRESH_TOKEN)
    assert organization_id is not None
    if key is None:
        return new_opaque(REFRESH_TOKEN, organization_id)
    return derived_opaque(REFRESH_TOKEN, organization_id, access.runtime.single_use_key, token, key)


async def _is_repetition(
    session: TenantSession, held: RefreshToken, following: str, key: str
) -> bool:
    """Return True if the same request comes again because its answer was lost."""
    assert held.used_at is not None
    next_one = await session.find(RefreshToken, fingerprint(following))
    return (
        held.used_with == hashlib.sha256(key.encode()).digest()
        and now() - held.used_at < REPEATABLE_FOR
        and next_one is not None
        and next_one.used_at is None
    )


def _tokens(
    session: TenantSession,
    started: SignIn,
    access: PublicAccess,
    refresh_token: str,
    device_token: str | None = None,
) -> Session:
    session.add(
        RefreshToken(
            organization_id=started.organization_id,
            fingerprint=fingerprint(refresh_token),
            sign_in_id=started.id,
        )
    )
    return _session(started, access, refresh_token, device_token)


def _session(
    started: SignIn, access: PublicAccess, refresh_token: str, device_token: str | None = None
) -> Session:
    lifetime = timedelta(minutes=access.runtime.settings.access_token_minutes)
    return Session(
        access_token=access.runtime.signer.sign(
            organization_id=started.organization_id,
            person_id=started.person_id,
            session_id=started.id,
            lifetime=lifetime,
        ),
        token_type="Bearer",  # noqa: S106 - RFC 6750's name of the scheme
        expires_in=int(lifetime.total_seconds()),
        refresh_token=refresh_token,
        device_token=device_token,
        session_id=started.id,
        person_id=started.person_id,
    )
