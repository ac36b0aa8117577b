"""The servers of a measurement: PostgreSQL and Valkey, the API and its floor on them."""

import asyncio
import itertools
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from rich.progress import Progress

from app.auth.models import SignIn
from app.core.data.database import Database, TenantSession
from app.core.security.actors import Actor
from app.core.security.secrets import application_secret
from app.core.security.tokens import Signer
from app.core.settings import Settings
from app.core.values.clock import now
from app.core.values.ids import new_id
from app.domains import import_tables
from app.embedded import servers as embedded
from app.embedded.processes import end_with_parent, free_port
from app.embedded.servers import Servers
from app.operations.migrations import migrate
from app.people.models import Role
from app.stock.schemas import LineCreate, MovementCreate, StockLocationCreate
from app.stock.service import create_location, move
from bench.pinning import pin
from bench.scale.fill import seed_scale
from bench.scale.sql import ADD_PEOPLE

_NO_LIMIT = 1_000_000_000
#: Technicians who each have one order at a time, and so how many orders live side by side.
CREW = 24
_CHAMADO = ["-c", "from app.cli import main; main()"]
#: Valkey's databases: a worker hears only of the organizations of its own.
_queues = itertools.count(1)


@dataclass(frozen=True)
class Technician:
    """Somebody who works on orders, with a van full of goods."""

    person_id: UUID
    username: str
    token: str


@dataclass(frozen=True)
class Job:
    """Ids that the bodies of an order's life are made of."""

    customer_id: UUID
    site_id: UUID
    codes: dict[str, UUID]
    product_ids: list[UUID]


@dataclass(frozen=True)
class Bench:
    """A database full of tickets, and somebody who may read and write them all."""

    settings: Settings
    admin_url: str
    organization_id: UUID
    person_id: UUID
    token: str
    ticket_ids: list[UUID]
    #: Whom tickets and orders belong to, by the name of the filter.
    somebody: dict[str, UUID]
    crew: list[Technician]
    #: A new order without its id, what is used for it, and how it is closed.
    job: Job


@dataclass(frozen=True)
class Target:
    """A server process that is measured."""

    name: str
    port: int
    pid: int
    log: Path


def migrated(servers: Servers, home: Path, name: str) -> tuple[Settings, str]:
    """A new database and a queue of its own; with the login of the superuser."""
    found = embedded.create_database(servers, f"bench_{name}")
    migrate(found.owner_database_url)
    settings = Settings(
        _env_file=None,  # a developer's own .env is none of our business
        home=home,
        database_url=found.database_url,
        owner_database_url=found.owner_database_url,
        redis_url=urlsplit(found.redis_url)._replace(path=f"/{next(_queues)}").geturl(),
    )
    return settings, found.admin_url


def prepare(servers: Servers, home: Path, rows: int, progress: Progress) -> Bench:
    """Make a database with so many tickets and orders."""
    settings, admin_url = migrated(servers, home, str(rows))
    asyncio.run(seed_scale(settings, rows, progress))
    return asyncio.run(_open(settings, admin_url))


async def _open(settings: Settings, admin_url: str) -> Bench:
    import_tables()
    database = await Database.connect(settings.database_url)
    organization_id: UUID = await database.outside_tenants("select find_tenant('bench')")
    async with database.read(Actor(organization_id)) as rows:
        person_id: UUID = await rows.fetchval(
            "select id from people where username = 'gestora' order by id limit 1"
        )
        ids = await rows.fetch("select id from tickets order by opened_at desc limit 1000")
        somebody = await rows.fetchrow(
            """select mode() within group (order by t.assignee_id) as assignee_id,
                      mode() within group (order by t.requester_id) as requester_id,
                      mode() within group (order by t.customer_id) as customer_id,
                      (select mode() within group (order by technician_id) from orders)
                          as technician_id
                 from tickets t"""
        )
        site = await rows.fetchrow("select customer_id, id from sites order by id desc limit 1")
        codes = await rows.fetch("select kind, id from codes where active")
        products = await rows.fetch("select id from products order by sku limit 2")
    job = Job(
        customer_id=site["customer_id"],
        site_id=site["id"],
        codes={row["kind"]: row["id"] for row in codes},
        product_ids=[row["id"] for row in products],
    )
    signer = Signer([application_secret(settings)])
    async with database.transaction(Actor(organization_id, person_id)) as session:
        token = _signed_in(session, signer, person_id)
        hired = await session.rows(
            ADD_PEOPLE, role=Role.TECHNICIAN.value, count=CREW, run=0, since=now()
        )
        crew = []
        for number, row in enumerate(hired, start=1):
            await _load_van(session, row["id"], job)
            crew.append(
                Technician(
                    row["id"], f"technician.0.{number}", _signed_in(session, signer, row["id"])
                )
            )
    await database.close()
    return Bench(
        settings,
        admin_url,
        organization_id,
        person_id,
        token,
        [row["id"] for row in ids],
        dict(somebody),
        crew,
        job,
    )


def _signed_in(session: TenantSession, signer: Signer, person_id: UUID) -> str:
    started = SignIn(
        id=new_id(),
        person_id=person_id,
        user_agent="bench",
        device_name="",
        address="127.0.0.1",
        started_at=now(),
        last_seen_at=now(),
        expires_at=now() + timedelta(days=1),
    )
    session.add(started)
    return signer.sign(
        organization_id=session.actor.organization_id,
        person_id=person_id,
        session_id=started.id,
        lifetime=timedelta(days=1),
    )


async def _load_van(session: TenantSession, person_id: UUID, job: Job) -> None:
    van = StockLocationCreate(id=new_id(), kind="van", name="Fiorino", person_id=person_id)
    await create_location(session, van)
    await session.flush()
    lines = [
        LineCreate(product_id=product_id, quantity=Decimal(100_000))
        for product_id in job.product_ids
    ]
    await move(session, MovementCreate(kind="receipt", to_location_id=van.id, lines=lines))


@contextmanager
def api(settings: Settings, *cpus: int) -> Iterator[Target]:
    """The product, as `chamado serve` runs it."""
    with _running([*_CHAMADO, "serve"], "api", settings, cpus) as target:
        _await_answer(target)
        yield target


@contextmanager
def worker(settings: Settings) -> Iterator[Target]:
    """The worker, as `chamado worker` runs it: on any processor, as API and clients let it."""
    with _running([*_CHAMADO, "worker"], "worker", settings, ()) as target:
        _await(target, lambda log: "worker_ready" in log)
        yield target


@contextmanager
def floor(bench: Bench, *cpus: int) -> Iterator[Target]:
    """The same SQL with next to nothing around it."""
    caller = {
        "FLOOR_ORGANIZATION": str(bench.organization_id),
        "FLOOR_PERSON": str(bench.person_id),
    }
    program = ["-m", "bench.floor.server"]
    with _running(program, "floor", bench.settings, cpus, caller) as target:
        _await_answer(target)
        yield target


@contextmanager
def paused(target: Target) -> Iterator[None]:
    """Let a process stand still meanwhile."""
    os.kill(target.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(target.pid, signal.SIGCONT)


def _environment(settings: Settings) -> dict[str, str]:
    return {
        **os.environ,
        "CHAMADO_ENV": "production",
        "CHAMADO_HOME": str(settings.home),
        "CHAMADO_SECRET_KEY": application_secret(settings),
        "CHAMADO_DATABASE_URL": settings.database_url,
        "CHAMADO_REDIS_URL": settings.redis_url,
        "CHAMADO_READ_LIMIT": str(_NO_LIMIT),
        "CHAMADO_WRITE_LIMIT": str(_NO_LIMIT),
        "CHAMADO_SEARCH_LIMIT": str(_NO_LIMIT),
        "CHAMADO_SIGN_IN_ADDRESS_LIMIT": str(_NO_LIMIT),
    }


@contextmanager
def _running(
    program: list[str],
    name: str,
    settings: Settings,
    cpus: tuple[int, ...],
    beside: dict[str, str] | None = None,
) -> Iterator[Target]:
    port = free_port()
    log = settings.home / f"{name}-{port}.log"
    with (
        log.open("w") as output,
        subprocess.Popen(
            [sys.executable, *program],
            env=_environment(settings) | {"CHAMADO_PORT": str(port)} | (beside or {}),
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - there are no threads yet
        ) as process,
    ):
        try:
            pin(process.pid, *cpus)
            yield Target(name, port, process.pid, log)
        finally:
            process.terminate()


def _await_answer(target: Target) -> None:
    def answers(_: str) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", target.port)):
            return True
        return False

    _await(target, answers)


def _await(target: Target, is_ready: Callable[[str], bool]) -> None:
    for _ in range(3000):
        log = target.log.read_text()
        if is_ready(log):
            return
        if not Path(f"/proc/{target.pid}").exists():
            break
        time.sleep(0.1)
    raise RuntimeError(f"A server does not answer:\n{target.log.read_text()[-2000:]}")
