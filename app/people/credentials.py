"""Signing in and out, refreshing, API tokens, and recognising whoever sends one of them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from app.core.clock import now
from app.core.database import Actor, Database, TenantSession
from app.core.errors import PermissionMissing, Refusal, Unauthenticated
from app.core.events import announce
from app.core.ids import new_id
from app.core.statements import Statement, prepared
from app.core.text import N_
from app.core.tokens import Signer, fingerprint, new_opaque, organization_of
from app.organizations.models import Company, Organization
from app.people.events import (
    ApiTokenCreated,
    ApiTokenRevoked,
    RefreshTokenReused,
    SignedIn,
    SignedOut,
)
from app.people.models import ApiToken, Person, RefreshToken, SignIn
from app.people.passwords import is_right
from app.people.roles import ROLE_PERMISSIONS, Role, within
from app.people.schemas import ApiTokenCreate, Session, SessionCreate

API_TOKEN = "chm_live"  # noqa: S105 - the public beginning of a token, for secret scanners
REFRESH_TOKEN = "chm_refresh"  # noqa: S105 - likewise


class InvalidCredentials(Refusal):
    """Domain, company, user name or password is wrong; which of them is not told."""

    status = 401
    title = N_("These credentials are not right")
    advice = N_("Check company, user name and password.")

    def __init__(self) -> None:
        super().__init__()
        self.headers = {"WWW-Authenticate": 'Bearer realm="chamado"'}


@dataclass(frozen=True, slots=True)
class Lifetimes:
    access: timedelta
    refresh: timedelta


_BY_SIGN_IN = prepared(
    select(
        Person.id.label("person_id"),
        Person.role,
        Person.locale,
        Organization.zone,
        SignIn.id.label("session_id"),
    )
    .join(
        SignIn,
        (SignIn.organization_id == Person.organization_id) & (SignIn.person_id == Person.id),
    )
    .join(Organization, Organization.organization_id == Person.organization_id)
    .where(
        Person.organization_id == bindparam("organization_id"),
        SignIn.id == bindparam("session_id"),
        SignIn.ended_at.is_(None),
        SignIn.expires_at > bindparam("now", type_=SignIn.expires_at.type),
        Person.active,
    )
)
_BY_API_TOKEN = prepared(
    select(
        Person.id.label("person_id"),
        Person.role,
        Person.locale,
        Organization.zone,
        ApiToken.id.label("token_id"),
        ApiToken.scopes,
    )
    .join(
        ApiToken,
        (ApiToken.organization_id == Person.organization_id) & (ApiToken.person_id == Person.id),
    )
    .join(Organization, Organization.organization_id == Person.organization_id)
    .where(
        Person.organization_id == bindparam("organization_id"),
        ApiToken.fingerprint == bindparam("fingerprint"),
        ApiToken.revoked_at.is_(None),
        ApiToken.expires_at > bindparam("now", type_=ApiToken.expires_at.type),
        Person.active,
    )
)


_NOTE_USE = Statement(
    "update api_tokens set last_used_at = $3 where organization_id = $1 and id = $2",
    ("organization_id", "token_id", "now"),
    {},
)


@dataclass(frozen=True, slots=True)
class Recognition:
    """Turns a bearer token into the actor behind it; `Credentials` keeps the result a while."""

    database: Database
    signer: Signer

    async def verify(self, token: str) -> Actor:
        if token.startswith(API_TOKEN):
            return await self._api_token(token)
        claims = self.signer.verify(token)
        organization_id = UUID(claims["org"])
        row = await self._row(
            _BY_SIGN_IN, organization_id, session_id=UUID(claims["sid"]), now=now()
        )
        return Actor(
            organization_id,
            row["person_id"],
            "person",
            ROLE_PERMISSIONS[Role(row["role"])],
            session_id=row["session_id"],
            locale=row["locale"],
            zone=row["zone"],
        )

    async def _api_token(self, token: str) -> Actor:
        organization_id = organization_of(token, API_TOKEN)
        if organization_id is None:
            raise Unauthenticated
        row = await self._row(
            _BY_API_TOKEN, organization_id, fingerprint=fingerprint(token), now=now()
        )
        # Verified once a minute at most, so this is not written for each request.
        async with self.database.transaction(Actor(organization_id)) as session:
            await session.rows(_NOTE_USE, token_id=row["token_id"], now=now())
        return Actor(
            organization_id,
            row["person_id"],
            "token",
            within(row["scopes"], ROLE_PERMISSIONS[Role(row["role"])]),
            token_id=row["token_id"],
            locale=row["locale"],
            zone=row["zone"],
        )

    async def _row(self, statement: Any, organization_id: UUID, **given: Any) -> Any:
        values = statement.values(given | {"organization_id": organization_id})
        async with self.database.read(Actor(organization_id)) as connection:
            row = await connection.fetchrow(statement.sql, *values)
        if row is None:
            raise Unauthenticated
        return row


async def sign_in(
    database: Database,
    organization_id: UUID | None,
    wanted: SessionCreate,
    *,
    signer: Signer,
    lifetimes: Lifetimes,
    user_agent: str,
    address: str,
) -> Session:
    """Start a session, or answer one and the same 401 in one and the same time."""
    found = None
    if organization_id is not None:
        async with database.transaction(Actor(organization_id)) as session:
            found = (
                await session.execute(
                    select(Person.id, Person.password_hash)
                    .join(
                        Company,
                        (Company.organization_id == Person.organization_id)
                        & (Company.id == Person.company_id),
                    )
                    .where(
                        Company.code == wanted.company.lower(),
                        Person.username == wanted.username.lower(),
                        Person.active,
                    )
                )
            ).one_or_none()
    if not await is_right(wanted.password, found.password_hash if found else None):
        raise InvalidCredentials
    assert organization_id is not None
    assert found is not None
    actor = Actor(organization_id, found.id, "person")
    async with database.transaction(actor) as session:
        started = SignIn(
            id=new_id(),
            person_id=found.id,
            user_agent=user_agent[:300],
            address=address,
            started_at=now(),
            expires_at=now() + lifetimes.refresh,
        )
        session.add(started)
        await session.flush()
        announce(session, SignedIn(person_id=found.id, session_id=started.id))
        return _tokens(session, started, signer, lifetimes)


async def refresh(
    database: Database, token: str, *, signer: Signer, lifetimes: Lifetimes
) -> Session:
    """Trade a refresh token for the next pair. A token used twice ends its whole session."""
    organization_id = organization_of(token, REFRESH_TOKEN)
    if organization_id is None:
        raise Unauthenticated
    async with database.transaction(Actor(organization_id)) as session:
        key = (organization_id, fingerprint(token))
        held = await session.get(RefreshToken, key, with_for_update=True)
        if held is None:
            raise Unauthenticated
        started = await session.fetch(SignIn, held.sign_in_id)
        if started.ended_at is not None or started.expires_at <= now():
            raise Unauthenticated
        person = await session.fetch(Person, started.person_id)
        if not person.active:
            raise Unauthenticated
        if held.used_at is None:
            held.used_at = now()
            return _tokens(session, started, signer, lifetimes)
        await end_session(session, started)
        announce(session, RefreshTokenReused(person_id=person.id, session_id=started.id))
    raise Unauthenticated


async def end_session(session: TenantSession, started: SignIn) -> None:
    """Sign out: the session's tokens stop working in every process."""
    if started.ended_at is None:
        started.ended_at = now()
        announce(session, SignedOut(person_id=started.person_id, session_id=started.id))
        session.signals.add("credentials")


async def create_api_token(session: TenantSession, new: ApiTokenCreate) -> tuple[ApiToken, str]:
    """Make a token of the caller; its text is returned this once."""
    if session.actor.kind != "person":
        # Its scopes would not bind the token that it makes.
        raise PermissionMissing(N_("A token cannot make another token."))
    secret = new_opaque(API_TOKEN, session.actor.organization_id)
    assert session.actor.person_id is not None
    token = ApiToken(
        id=new_id(),
        person_id=session.actor.person_id,
        name=new.name,
        fingerprint=fingerprint(secret),
        scopes=sorted(set(new.scopes)),
        expires_at=now() + timedelta(days=new.expires_in_days),
    )
    session.add(token)
    await session.flush()
    announce(session, ApiTokenCreated(api_token_id=token.id, scopes=token.scopes))
    return token, secret


async def revoke_api_token(session: TenantSession, token: ApiToken) -> None:
    if token.revoked_at is None:
        token.revoked_at = now()
        announce(session, ApiTokenRevoked(api_token_id=token.id))
        session.signals.add("credentials")


def _tokens(
    session: TenantSession, started: SignIn, signer: Signer, lifetimes: Lifetimes
) -> Session:
    organization_id = session.actor.organization_id
    next_one = new_opaque(REFRESH_TOKEN, organization_id)
    session.add(
        RefreshToken(
            organization_id=organization_id,
            fingerprint=fingerprint(next_one),
            sign_in_id=started.id,
        )
    )
    return Session(
        access_token=signer.sign(
            organization_id=organization_id,
            person_id=started.person_id,
            session_id=started.id,
            lifetime=lifetimes.access,
        ),
        token_type="Bearer",  # noqa: S106 - RFC 6750's name of the scheme
        expires_in=int(lifetimes.access.total_seconds()),
        refresh_token=next_one,
        session_id=started.id,
        person_id=started.person_id,
    )
