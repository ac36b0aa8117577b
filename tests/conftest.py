"""The servers, the callers and the clock that every test may ask for.

Real PostgreSQL and Valkey start once for a run, or are given (see `databases`). Each parallel
worker has a database of its own, and each test an organization of its own, so nothing is cleaned up
and isolation is exercised.
"""

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import hypothesis
import pytest
from fastapi import FastAPI

from app.core import logs
from app.core.data import database as connections
from app.core.data import pool
from app.core.data.database import Database
from app.core.events import dispatcher
from app.core.events.outbox import Outbox
from app.core.runtime import Runtime
from app.core.settings import Settings
from app.domains import import_jobs
from app.embedded import servers as embedded
from app.embedded.servers import Servers
from app.gateways.dns import FakeResolver, Resolver
from app.gateways.mail import FakeMailer, Mailer
from app.main import create_app
from app.operations.migrations import migrate
from tests import databases
from tests.callers import Caller, Drain, sign_up_organization
from tests.contract import contract_of
from tests.leaks import keep_log, watch
from tests.patience import PATIENCE
from tests.queues import queue_of
from tests.relations import broken_so_far, keep_statements
from tests.world import World, create_world

#: Domain of the organization that supports all others.
PLATFORM = "plataforma"
# How long an example takes says more about the machine than about the code.
hypothesis.settings.register_profile("chamado", deadline=None)
hypothesis.settings.load_profile("chamado")
_running = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """The first process starts the servers; its parallel workers inherit where they are."""
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    databases.share(databases.given_servers() or _own_servers())


def _own_servers() -> Servers:
    home = Path(_running.enter_context(tempfile.TemporaryDirectory(prefix="chamado-tests-")))
    home.chmod(0o755)
    servers = _running.enter_context(embedded.start(home, durable=False))
    migrate(servers.owner_database_url)
    return servers


def pytest_unconfigure(config: pytest.Config) -> None:
    databases.drop_databases()
    if not hasattr(config, "workerinput"):
        _running.close()


@pytest.fixture(scope="session")
def servers(worker_id: str) -> Servers:
    """Servers with a freshly migrated database of this worker."""
    found = databases.migrated_database(databases.shared(), f"test_{worker_id}_{os.getpid()}")
    redis_url = queue_of(found.redis_url, worker_id, "in_process")
    return Servers(found.database_url, found.owner_database_url, found.admin_url, redis_url)


@pytest.fixture(scope="session")
def settings(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        _env_file=None,  # a developer's own is none of our business
        env="test",
        home=tmp_path_factory.mktemp("home"),
        database_url=servers.database_url,
        owner_database_url=servers.owner_database_url,
        redis_url=servers.redis_url,
        secret_key="tests sign with a secret of their own",
        read_limit=1_000_000,
        write_limit=1_000_000,
        search_limit=1_000_000,
        export_limit=1_000_000,
        sign_in_address_limit=1_000_000,
        platform_domain=PLATFORM,
    )


@pytest.fixture(scope="session", autouse=True)
def _patient_connections() -> Iterator[None]:
    """A machine that stalls ends no wait for a row or a connection; `test_deadlines` does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connections, "LOCK_SECONDS", PATIENCE)
        patch.setattr(pool, "_TIMEOUT_SECONDS", PATIENCE)
        yield


@pytest.fixture(scope="session")
async def app(settings: Settings, servers: Servers) -> AsyncIterator[FastAPI]:
    """The API as it is in production, connected. At its end nothing has leaked or lost its way."""
    logs.configure(as_json=True)
    log = settings.home / "tests.log"
    keep_log(log)
    keep_statements()
    app = create_app(settings)
    contract_of(app)
    import_jobs()
    async with app.router.lifespan_context(app):
        yield app
    assert not watch.found_in(log.read_text()), "a secret in the log"
    assert not await watch.found_in_events(servers), "a secret in an event"
    assert not broken_so_far(), "a statement that a sharded database refuses"


@pytest.fixture
async def second(settings: Settings, app: FastAPI) -> AsyncIterator[FastAPI]:
    """Another process of the API, as far as what it has verified and hears goes."""
    other = create_app(settings)
    async with other.router.lifespan_context(other):
        yield other


@pytest.fixture
def database(app: FastAPI) -> Database:
    found: Database = app.state.runtime.database
    return found


@pytest.fixture
async def ada(app: FastAPI) -> Caller:
    """A manager. Her organization is new with each test."""
    return await sign_up_organization(app)


@pytest.fixture
async def bob(ada: Caller) -> Caller:
    """An agent of Ada's desk."""
    return await ada.colleague("agent", "Bob Prado")


@pytest.fixture
async def tiago(ada: Caller) -> Caller:
    """A technician of Ada's."""
    return await ada.colleague("technician", "Tiago Nunes")


@pytest.fixture
async def carla(ada: Caller) -> Caller:
    """A requester: a customer of Ada's who uses the portal."""
    return await ada.colleague("requester", "Carla Dias")


@pytest.fixture
async def stranger(app: FastAPI) -> Caller:
    """A manager of another organization."""
    return await sign_up_organization(app)


@pytest.fixture
async def world(ada: Caller, tiago: Caller, carla: Caller) -> World:
    """Ada's customer, whose contact is Carla; on demand the van of Tiago."""
    return await create_world(ada, tiago, carla)


@pytest.fixture(scope="session")
async def paula(app: FastAPI) -> Caller:
    """A manager of the platform's own team, whose customers are the organizations."""
    return await sign_up_organization(app, "Paula Braga", domain=PLATFORM)


@pytest.fixture
def mailer() -> FakeMailer:
    """Collects the mails that `drain` sends."""
    return FakeMailer()


@pytest.fixture
def resolver() -> FakeResolver:
    """What domains say when `drain` looks them up."""
    return FakeResolver()


@pytest.fixture
def drain(
    app: FastAPI,
    database: Database,
    mailer: FakeMailer,
    resolver: FakeResolver,
) -> Drain:
    """Do all the work that waits in an organization, as the worker would, until none is left."""
    runtime: Runtime = app.state.runtime
    gateways = {**runtime.gateways, Mailer: mailer, Resolver: resolver}
    outbox = Outbox(replace(runtime, gateways=gateways))

    async def drain(organization_id: UUID) -> None:
        for _ in range(200):
            batch = await dispatcher.drain(database, organization_id)
            assert not batch.split, "A listener failed: see the log."
            tasks = [
                *await outbox.run(organization_id, "outside"),
                *await outbox.run(organization_id, "long"),
            ]
            assert all(tasks), "An outbox task failed: see the log."
            if not batch.events and not tasks:
                return
        raise AssertionError("The work of this organization does not end.")

    return drain
