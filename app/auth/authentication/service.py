"""Authentication of a bearer token: an access token of a session, or an API token."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select, true

from app.auth.models import ApiToken, SecondFactor, SignIn
from app.auth.second_factors.reads import NEEDS_SECOND_FACTOR
from app.core.data.database import Database
from app.core.data.statements import Statement, prepared, sql, tenant_join
from app.core.security.actors import Act, Actor
from app.core.security.tokens import Signer, expires_at, fingerprint, organization_of
from app.core.values.clock import now
from app.core.values.errors import (
    GrantEnded,
    PasswordChangeRequired,
    Refusal,
    SecondFactorSetupRequired,
    Unauthenticated,
)
from app.organizations.models import Organization
from app.people.models import PermissionProfile, Person, Role
from app.people.roles.service import allowed_to, limit_to_scopes

API_TOKEN = "chm_live"  # noqa: S105 - the public beginning of a token, for secret scanners

#: Whether a grant still lets its holder in: (organization, grant) -> yes or no.
GrantIsLive = Callable[[UUID, UUID], Awaitable[bool]]


def _with_person(*columns: Any) -> Select[*tuple[Any, ...]]:
    """A person with what decides what the person may do."""
    return (
        select(
            Person.id.label("person_id"),
            Person.role,
            Person.locale,
            Person.at_desk,
            PermissionProfile.permissions.label("profile"),
            Organization.zone,
            *columns,
        )
        .outerjoin(PermissionProfile, tenant_join(PermissionProfile, Person, Person.profile_id))
        .join(Organization, Organization.organization_id == Person.organization_id)
        .where(Person.organization_id == bindparam("organization_id"), Person.active)
    )


_has_second_factor = (
    select(SecondFactor.id)
    .where(
        tenant_join(Person, SecondFactor, SecondFactor.person_id),
        SecondFactor.confirmed_at.is_not(None),
    )
    .exists()
)
_LIVE = (
    SignIn.id == bindparam("session_id"),
    SignIn.ended_at.is_(None),
    func.coalesce(SignIn.started_at > Person.deactivated_at, true()),
    SignIn.expires_at > bindparam("now", type_=SignIn.expires_at.type),
)
_BY_SIGN_IN = prepared(
    _with_person(
        SignIn.id.label("session_id"),
        SignIn.expires_at,
        SignIn.origin_sign_in_id,
        SignIn.grant_id,
        Person.origin_organization_id,
        Person.origin_person_id,
        Person.must_change_password,
        NEEDS_SECOND_FACTOR.label("needs_second_factor"),
        _has_second_factor.label("has_second_factor"),
    )
    .join(SignIn, tenant_join(Person, SignIn, SignIn.person_id))
    .where(*_LIVE)
)
_AT_HOME = prepared(
    select(_has_second_factor.label("has_second_factor"))
    .select_from(SignIn)
    .join(Person, tenant_join(Person, SignIn, SignIn.person_id))
    .where(SignIn.organization_id == bindparam("organization_id"), Person.active, *_LIVE)
)
_BY_API_TOKEN = prepared(
    _with_person(
        ApiToken.id.label("token_id"), ApiToken.scopes, ApiToken.networks, ApiToken.expires_at
    )
    .join(ApiToken, tenant_join(Person, ApiToken, ApiToken.person_id))
    .where(
        ApiToken.fingerprint == bindparam("fingerprint"),
        ApiToken.revoked_at.is_(None),
        ApiToken.expires_at > bindparam("now", type_=ApiToken.expires_at.type),
    )
)
_NOTE_USE = sql(
    """update api_tokens set last_used_at = :now
        where organization_id = :organization_id and id = :token_id"""
)


@dataclass(frozen=True, slots=True)
class Authenticator:
    """Turns a bearer token into the actor behind it; `Credentials` keeps the result a while."""

    database: Database
    signer: Signer
    grant_is_live: GrantIsLive

    async def verify(self, token: str) -> Actor:
        if token.startswith(API_TOKEN):
            return await self._api_token(token)
        claims = self.signer.verify(token)
        organization_id = UUID(claims["org"])
        row = await self._row(
            _BY_SIGN_IN, organization_id, session_id=UUID(claims["sid"]), now=now()
        )
        act, has_second_factor = None, row["has_second_factor"]
        if row["origin_organization_id"] is not None:
            act, has_second_factor = await self._visitor(organization_id, row)
        return Actor(
            organization_id,
            row["person_id"],
            "person",
            _allowed(row),
            session_id=row["session_id"],
            locale=row["locale"],
            zone=row["zone"],
            act=act,
            valid_until=min(expires_at(claims), row["expires_at"]),
            hold=_hold(row, has_second_factor),
        )

    async def _visitor(self, organization_id: UUID, row: Any) -> tuple[Act, bool]:
        """Identity of a visitor at home, and whether they sign in there with a second factor.

        Refused once the session there or the grant has ended.
        """
        at_home = await self._row(
            _AT_HOME,
            row["origin_organization_id"],
            session_id=row["origin_sign_in_id"],
            now=now(),
        )
        grant_id = row["grant_id"]
        if grant_id is not None and not await self.grant_is_live(organization_id, grant_id):
            raise GrantEnded
        act = Act(row["origin_organization_id"], row["origin_person_id"], grant_id)
        return act, at_home["has_second_factor"]

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
            limit_to_scopes(row["scopes"], _allowed(row)),
            token_id=row["token_id"],
            locale=row["locale"],
            zone=row["zone"],
            networks=tuple(row["networks"]),
            valid_until=row["expires_at"],
        )

    async def _row(self, statement: Statement, organization_id: UUID, **given: Any) -> Any:
        values = statement.values(given | {"organization_id": organization_id})
        async with self.database.read(Actor(organization_id)) as connection:
            row = await connection.fetchrow(statement.sql, *values)
        if row is None:
            raise Unauthenticated
        return row


def _hold(row: Any, has_second_factor: bool) -> type[Refusal] | None:
    if row["must_change_password"]:
        return PasswordChangeRequired
    lacks_one = row["needs_second_factor"] and not has_second_factor
    return SecondFactorSetupRequired if lacks_one else None


def _allowed(row: Any) -> frozenset[str]:
    return allowed_to(Role(row["role"]), row["profile"], at_desk=row["at_desk"])
