"""The demo organization as the examples of the contract call it: signed in people, and calls."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count, cycle
from typing import Any
from unicodedata import normalize
from uuid import UUID

import httpx
import pyotp
from fastapi import FastAPI

from app.contract.examples.bodies import BODIES
from app.contract.openapi.document import operations
from app.core.data.database import Database
from app.core.security.actors import Actor
from app.gateways.mail import FakeMailer
from app.people.models import Person, Role
from demo.builder.organizations import build
from demo.builder.script import invented
from demo.builder.stage import PASSWORD, Stage
from tests.callers import Caller, Drain

Body = dict[str, Any]
_BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0"
#: Of people who are only made for one example.
_NAMES = map(
    " ".join,
    zip(
        cycle(["Rita", "Caio", "Lívia", "Davi", "Sônia", "Igor", "Tereza"]),
        cycle(["Campos", "Moreira", "Rocha", "Antunes", "Freitas", "Salgado", "Ramos", "Lobo"]),
        strict=False,
    ),
)
_numbers = count(2)
_FIRST_PASSWORD = "gato azul na telha"


@dataclass(frozen=True)
class Operation:
    """An operation as the contract publishes it, with the values of its examples."""

    id: str
    method: str
    path: str
    #: Example of each path parameter and of each query parameter that has to be given.
    parameters: Mapping[str, str]
    query: Mapping[str, Any]
    #: Example of the JSON body; None where there is none.
    body: Any
    #: The statuses with which it answers in JSON that it was done.
    successes: frozenset[str]


@dataclass(frozen=True)
class Call:
    """How an operation is called, where that differs from its example.

    `path`, `query` and `body` name only what has to be another value, such as the id of a thing
    that was made for this call or a token that only a mail tells. They have to be few.
    """

    #: A user name of the demo organization, "" for nobody, or somebody who was made for this call.
    by: str | Caller = "gerente"
    path: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    #: As httpx takes them, for a multipart form.
    files: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Demo:
    """The demo organization, and who works there by user name."""

    app: FastAPI
    callers: Mapping[str, Caller]
    operations: Mapping[str, Operation]
    #: Of the password that everybody has.
    password_hash: str
    drain_organization: Drain | None = None
    mailer: FakeMailer | None = None
    #: Of people who were made here.
    usernames: set[str] = field(default_factory=set)

    def __getitem__(self, username: str) -> Caller:
        return self.callers[username]

    @property
    def manager(self) -> Caller:
        return self.callers["gerente"]

    def example(self, schema: str) -> Body:
        """A copy of the example of a request's schema."""
        return dict(BODIES[schema])

    async def newcomer(self, role: str = "agent", name: str = "") -> Caller:
        """Somebody new in the organization, signed in, to whom anything may be done."""
        name = name or next(_NAMES)
        username = (
            normalize("NFD", name).encode("ascii", "ignore").decode().lower().replace(" ", ".")
        )
        if username in self.usernames:
            username = f"{username}{next(_numbers)}"
        self.usernames.add(username)
        person = await self.manager.post(
            "/v1/people",
            {
                "username": username,
                "name": name,
                "email": f"{username}@conecta.example",
                "role": role,
                "password": _FIRST_PASSWORD,
                "must_change_password": False,
            },
        )
        # The API would refuse it: it is made of the product's name.
        database: Database = self.app.state.runtime.database
        async with database.transaction(Actor(self.manager.organization_id)) as session:
            made = await session.fetch(Person, UUID(person["id"]))
            made.password_hash = self.password_hash
        return await _signed_in(self.manager, username, UUID(person["id"]), Role(role))

    async def upload(self, name: str, content: bytes, by: str = "gerente") -> str:
        """The id of a file that somebody has sent."""
        answer = await self[by].send("POST", "/v1/files", files={"file": (name, content)})
        found: str = answer.raise_for_status().json()["id"]
        return found

    async def drain(self) -> None:
        """Do what the worker would."""
        assert self.drain_organization is not None
        await self.drain_organization(self.manager.organization_id)

    async def call(self, operation_id: str, call: Call) -> httpx.Response:
        operation = self.operations[operation_id]
        path = operation.path.format_map({**operation.parameters, **call.path})
        options: dict[str, Any] = {"params": {**operation.query, **call.query}}
        if call.files is not None:
            options["files"] = call.files
        elif isinstance(operation.body, dict):
            options["json"] = {**operation.body, **call.body}
        caller = self[call.by] if isinstance(call.by, str) else call.by
        return await caller.send(
            operation.method.upper(), path, headers=dict(call.headers), **options
        )


Prepare = Callable[[Demo], Awaitable[Call]]
#: operationId -> what has to be made before it can be called.
PREPARATIONS: dict[str, Prepare] = {}


def before(*operation_ids: str) -> Callable[[Prepare], Prepare]:
    """The decorated function makes what these operations need, and says how they are called."""

    def register(prepare: Prepare) -> Prepare:
        for operation_id in operation_ids:
            assert operation_id not in PREPARATIONS, operation_id
            PREPARATIONS[operation_id] = prepare
        return prepare

    return register


async def create_demo(app: FastAPI, password_hash: str) -> Demo:
    """Make the organization `demo` in this database, and sign its people in."""
    stage = Stage(app.state.runtime.database, invented("demo"))
    await build(stage, password_hash)
    async with stage.acting("gestora") as session:
        company_id = (await session.fetch(Person, stage.people["gestora"])).company_id
    nobody = Caller(
        app, stage.organization_id, company_id, UUID(int=0), Role.REQUESTER, "", "demo", ""
    )
    del nobody.http.headers["Authorization"]
    callers = {"": nobody}
    for member in stage.told.people:
        callers[member.username] = await _signed_in(
            nobody, member.username, stage.people[member.username], Role(member.role)
        )
    await add_second_factor(callers["gestora"])
    return Demo(app, callers, published(app), password_hash)


async def add_second_factor(caller: Caller) -> list[str]:
    """Let somebody sign in with a one-time code; returns the recovery codes."""
    made = await caller.post("/v1/me/second-factor", {"password": PASSWORD}, 200)
    code = pyotp.TOTP(made["secret"]).now()
    shown = await caller.post("/v1/me/second-factor/confirm", {"code": code}, 200)
    codes: list[str] = shown["recovery_codes"]
    return codes


async def _signed_in(somebody: Caller, username: str, person_id: UUID, role: Role) -> Caller:
    """A member of the organization of `somebody`, with a session of this moment."""
    answer = await somebody.http.post(
        "/v1/auth/sessions",
        json={
            "domain": "demo",
            "company": "matriz",
            "username": username,
            "password": PASSWORD,
        },
        headers={"User-Agent": _BROWSER},
    )
    token = answer.raise_for_status().json()["access_token"]
    caller = replace(somebody, person_id=person_id, role=role, username=username, token=token)
    caller.http.headers["Accept-Language"] = "pt-BR"
    return caller


def published(app: FastAPI) -> dict[str, Operation]:
    """operationId -> operation, in the order of the contract."""
    found = {}
    for path, method, operation in operations(app.openapi()):
        parameters = [p for p in operation.get("parameters", ()) if "$ref" not in p]
        content = operation.get("requestBody", {}).get("content", {})
        found[operation["operationId"]] = Operation(
            id=operation["operationId"],
            method=method,
            path=path,
            parameters={p["name"]: p["example"] for p in parameters if p["in"] == "path"},
            query={
                p["name"]: p["example"] for p in parameters if p["in"] == "query" and "example" in p
            },
            body=content.get("application/json", {}).get("example"),
            successes=frozenset(
                status
                for status, answer in operation["responses"].items()
                if status.startswith("2") and "application/json" in answer.get("content", {})
            ),
        )
    return found
