"""Access of a request to data: by naming the permission it needs."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Depends, Path, Request
from fastapi.security import HTTPBearer

from app.core.data.database import Database, Owned, TenantSession, Versioned
from app.core.data.reading import Reading
from app.core.data.visibility import Visibility
from app.core.http import idempotency
from app.core.http.origins import address_of, located
from app.core.http.preconditions import check_if_match
from app.core.runtime import Runtime, runtime_of
from app.core.security.actors import Act, Actor
from app.core.values.errors import AddressNotAllowed, NotFound, Refusal, Unauthenticated

#: The query parameter whose use counts in the rate limit `search`.
SEARCHED = "q"

bearer = HTTPBearer(auto_error=False, scheme_name="bearer")


async def authenticate(request: Request, access: "Access") -> Actor:
    """The actor of a request, who holds the permission and has not used up its share."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        refusal = Unauthenticated()
        refusal.headers = {"WWW-Authenticate": 'Bearer realm="chamado"'}
        raise refusal
    actor = await runtime_of(request).credentials.actor(token.strip())
    request.scope["actor"] = actor
    for limit in access.limits:
        await spend(request, limit, actor.principal)
    if request.scope["query_string"] and request.query_params.get(SEARCHED):
        await spend(request, "search", actor.principal)
    if actor.networks and not _is_inside(actor.networks, address_of(request)):
        raise AddressNotAllowed
    if actor.hold is not None and not access.permission.startswith("me:"):
        raise actor.hold
    actor.require(access.permission)
    return actor


def _is_inside(networks: tuple[str, ...], address: str) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return any((mapped or found) in ip_network(network) for network in networks)


async def spend(request: Request, policy: str, principal: str, *, exactly: bool = False) -> None:
    """Count the request against a limit; the answer will say what is left."""
    limits = runtime_of(request).limits
    request.scope["rate_limit"] = await limits.spend(policy, principal, exactly=exactly)


@dataclass(frozen=True, slots=True)
class Access:
    """A dependency that opens the way to the data for whoever holds the permission.

    Two that name the same permission are equal: a route that names it twice opens one session.
    `routing.Route` finds it and authenticates before anything else is looked at.
    """

    permission: str
    #: A rate limit beside the one of reading or changing.
    limit: str | None = None

    @property
    def limits(self) -> tuple[str, ...]:
        """The rate limits that each request counts in, in the order of counting."""
        usual = "read" if self.permission.endswith(":read") else "write"
        return (usual, self.limit) if self.limit else (usual,)


@dataclass(frozen=True, slots=True)
class ReadAccess(Access):
    """Opens a `Reading`. A GET that names it takes the fast path."""

    async def __call__(self, request: Request) -> Reading:
        runtime = runtime_of(request)
        return Reading(runtime.database, request.scope["actor"], runtime.cursor_key)


@dataclass(frozen=True, slots=True)
class WriteAccess(Access):
    """Opens a `TenantSession`: one transaction for the request, done once for each key."""

    async def __call__(self, request: Request) -> AsyncIterator[TenantSession]:
        database = runtime_of(request).database
        actor = located(request.scope["actor"], request)
        key = idempotency.key_of(request)
        try:
            async with database.transaction(actor) as session:
                request.scope["session"] = session
                if key:
                    await idempotency.claim(session, request, key)
                yield session
        except Refusal as refusal:
            if key and idempotency.is_final(refusal):
                async with database.transaction(actor) as session:
                    await idempotency.remember_refusal(session, request, key, refusal)
            raise


def acting(permission: str, *, limit: str | None = None) -> Any:
    """A `Reading` (`…:read`) or a `TenantSession` for an actor who holds the permission.

    `limit`: a rate limit that counts the request beside the one of reading or changing.

    There is no other way for a route to reach the database, so no route can forget to ask.
    """
    kind = ReadAccess if permission.endswith(":read") else WriteAccess
    # "function": commit before the response is sent, so a 2xx always means saved.
    return Depends(kind(permission, limit), scope="function")


Thing = TypeVar("Thing", bound=Owned)


def existing(
    model: type[Thing],
    permission: str,
    *,
    visibility: Visibility | None = None,
    name: str = "",
    checks_version: bool = True,
    lock: bool = True,
) -> Any:
    """The row that the path names, locked for a change; 404 before the body is looked at.

    `visibility` narrows what the actor may see at all. A stale `If-Match` answers 412,
    unless it is meant for another row: one that is found by this one. `lock=False`: the verb locks
    it together with others (`TenantSession.lock`), or after what it belongs to.
    """
    name = name or model.__tablename__.removesuffix("s") + "_id"  # type: ignore[attr-defined]

    async def find(
        request: Request,
        session: Annotated[TenantSession, acting(permission)],
        key: Annotated[UUID, Path(alias=name)],
    ) -> Thing:
        locked = lock or "if-match" in request.headers
        if visibility is None:
            row: Thing | None = await session.find(model, key, lock=locked)
        else:
            wanted = visibility.row_to_change(session.actor, lock=locked)
            row = await session.object(wanted, id=key)
        if row is None:
            raise NotFound
        if checks_version and isinstance(row, Versioned):
            check_if_match(request, row.version)
        return row

    return Depends(find, scope="function")


@dataclass(frozen=True, slots=True)
class PublicAccess:
    """Access of a public route: no actor yet, and transactions of an organization it names."""

    runtime: Runtime
    request: Request

    @property
    def database(self) -> Database:
        return self.runtime.database

    @property
    def address(self) -> str:
        return address_of(self.request)

    def actor(
        self, organization_id: UUID, person_id: UUID | None = None, *, act: Act | None = None
    ) -> Actor:
        """Actor at the door of an organization: the one who signs in, or nobody yet."""
        return Actor(
            organization_id,
            person_id,
            "person" if person_id else "system",
            request_id=self.request.scope.get("request_id"),
            address=self.address,
            act=act,
        )


@dataclass(frozen=True, slots=True)
class Counting:
    """A dependency that opens a public route, and counts its requests for each address.

    `exactly`: without Valkey nobody gets in, since guessing would not be slow any more.
    """

    limit: str
    exactly: bool

    async def __call__(self, request: Request) -> PublicAccess:
        access = PublicAccess(runtime_of(request), request)
        await spend(request, self.limit, access.address, exactly=self.exactly)
        return access


#: What the few public routes take; a test lists those routes. `Public` is for what could be guessed
#: (passwords, tokens), `PublicLookup` for what sign-in pages ask for, `PublicSearch` for what costs
#: more than a page, `PublicRead` for the rest.
Public = Annotated[PublicAccess, Depends(Counting("sign_in", exactly=True))]
PublicLookup = Annotated[PublicAccess, Depends(Counting("sign_in", exactly=False))]
PublicSearch = Annotated[PublicAccess, Depends(Counting("search", exactly=False))]
PublicRead = Annotated[PublicAccess, Depends(Counting("read", exactly=False))]
