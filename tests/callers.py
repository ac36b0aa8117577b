"""People who call the API in tests, over HTTP and as the app's own database role."""

import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI

from app.auth.models import SignIn
from app.core.data.database import Database
from app.core.security.actors import Actor
from app.core.security.passwords import _hasher
from app.core.values.clock import now
from app.core.values.ids import new_id
from app.organizations.service import create_organization as found
from app.people.models import Person, Role
from tests.contract import contract_of
from tests.leaks import watch

#: The fixture `drain`: does all the work that waits in an organization, as the worker would.
Drain = Callable[[UUID], Awaitable[None]]
PASSWORD = "correct horse battery"
#: Longer than any test travels.
LASTING = timedelta(days=400)
_HASH = _hasher.hash(PASSWORD)
_numbers = itertools.count(1)


@dataclass
class Caller:
    """Someone signed in. Each method sends one request and expects one status."""

    app: FastAPI
    organization_id: UUID
    company_id: UUID
    person_id: UUID
    role: Role
    username: str
    domain: str
    token: str
    headers: dict[str, str] = field(default_factory=dict)
    http: httpx.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app, raise_app_exceptions=False),
            base_url="http://test",
            headers={"Authorization": f"Bearer {self.token}", "Accept-Language": "en"},
        )

    @property
    def actor(self) -> Actor:
        """The caller as the system, for tests that go below HTTP."""
        return Actor(self.organization_id, self.person_id)

    async def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        """The whole response, whatever its status; it must be one that the contract has."""
        headers = self.headers | options.pop("headers", {})
        response = await self.http.request(method, path, headers=headers, **options)
        watch.see(options.get("json"), response)
        contract_of(self.app).check(
            method,
            response.request.url.path,
            response.status_code,
            response.headers,
            response.content,
        )
        return response

    async def get(self, path: str, expect: int = 200, **params: Any) -> Any:
        return _body(await self.send("GET", path, params=params), expect)

    async def post(self, path: str, body: Any = None, expect: int = 201, **options: Any) -> Any:
        return _body(await self.send("POST", path, json=body, **options), expect)

    async def put(self, path: str, body: Any, expect: int = 200, **options: Any) -> Any:
        return _body(await self.send("PUT", path, json=body, **options), expect)

    async def patch(self, path: str, body: Any, expect: int = 200, **options: Any) -> Any:
        return _body(await self.send("PATCH", path, json=body, **options), expect)

    async def delete(self, path: str, expect: int = 204, **options: Any) -> Any:
        return _body(await self.send("DELETE", path, **options), expect)

    def holding(self, token: str) -> "Caller":
        """The same person with another token."""
        return replace(self, token=token)

    async def colleague(self, role: str, name: str, email: str | None = None) -> "Caller":
        """Somebody else of this organization, signed in."""
        return await _sign_up(
            self.app, self.organization_id, self.company_id, self.domain, Role(role), name, email
        )


async def sign_up_organization(app: FastAPI, name: str = "Ada Reis", domain: str = "") -> Caller:
    """A new organization; the caller is its manager."""
    database: Database = app.state.runtime.database
    organization_id = new_id()
    domain = domain or f"t{organization_id.hex}"
    async with database.transaction(Actor(organization_id)) as session:
        company = await found(
            session,
            name="Rede Boa",
            domain=domain,
            company_code="matriz",
            company_name="Matriz",
            locale="pt-BR",
            zone="America/Sao_Paulo",
        )
    return await _sign_up(app, organization_id, company.id, domain, Role.MANAGER, name, None)


async def _sign_up(
    app: FastAPI,
    organization_id: UUID,
    company_id: UUID,
    domain: str,
    role: Role,
    name: str,
    email: str | None,
) -> Caller:
    username = f"{name.partition(' ')[0].lower()}{next(_numbers)}"
    person = Person(
        id=new_id(),
        company_id=company_id,
        username=username,
        name=name,
        email=email or f"{username}@example.com",
        role=role,
        password_hash=_HASH,
    )
    started = SignIn(
        id=new_id(),
        person_id=person.id,
        user_agent="tests",
        device_name="",
        address="127.0.0.1",
        started_at=now(),
        last_seen_at=now(),
        expires_at=now() + LASTING,
    )
    async with app.state.runtime.database.transaction(Actor(organization_id)) as session:
        session.add(person)
        await session.flush()
        session.add(started)
    token = app.state.runtime.signer.sign(
        organization_id=organization_id,
        person_id=person.id,
        session_id=started.id,
        lifetime=LASTING,
    )
    return Caller(app, organization_id, company_id, person.id, role, username, domain, token)


def _body(response: httpx.Response, expect: int) -> Any:
    assert response.status_code == expect, f"{response.status_code}: {response.text[:2000]}"
    return response.json() if response.content else None
