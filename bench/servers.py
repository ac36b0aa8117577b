"""The servers of a measurement: PostgreSQL and Valkey, the API and its floor on them."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
from rich.progress import Progress

from app.auth.models import SignIn
from app.core.data.database import Database
from app.core.security.actors import Actor
from app.core.security.secrets import application_secret
from app.core.security.tokens import Signer
from app.core.settings import Settings
from app.core.values.clock import now
from app.core.values.ids import new_id
from app.embedded import servers as embedded
from app.embedded.processes import end_with_parent, free_port
from app.embedded.servers import Servers
from app.operations.migrations import migrate
from bench.pinning import pin
from bench.scale.fill import seed_scale

_NO_LIMIT = 1_000_000_000


@dataclass(frozen=True)
class Bench:
    """A database full of tickets, and somebody who may read and write them all."""

    settings: Settings
    organization_id: UUID
    person_id: UUID
    token: str
    ticket_ids: list[UUID]
    #: Whom tickets belong to, by the name of the filter.
    somebody: dict[str, UUID]


@dataclass(frozen=True)
class Target:
    """A server process that is measured."""

    port: int
    pid: int


def prepare(servers: Servers, home: Path, tickets: int, progress: Progress) -> Bench:
    """Make a database with so many tickets."""
    found = embedded.create_database(servers, f"bench_{tickets}")
    migrate(found.owner_database_url)
    settings = Settings(
        _env_file=None,  # a developer's own .env is none of our business
        home=home,
        database_url=found.database_url,
        owner_database_url=found.owner_database_url,
        redis_url=found.redis_url,
        read_limit=_NO_LIMIT,
        write_limit=_NO_LIMIT,
        search_limit=_NO_LIMIT,
    )
    asyncio.run(seed_scale(settings, tickets, progress))
    return asyncio.run(_open(settings, found))


async def _open(settings: Settings, servers: Servers) -> Bench:
    owner = await asyncpg.connect(servers.owner_database_url)
    await owner.execute("analyze")
    await owner.close()
    database = await Database.connect(settings.database_url)
    organization_id: UUID = await database.outside_tenants("select find_tenant('bench')")
    actor = Actor(organization_id)
    async with database.read(actor) as rows:
        person_id: UUID = await rows.fetchval(
            "select id from people where username = 'gestora' order by id limit 1"
        )
        ids = await rows.fetch("select id from tickets order by opened_at desc limit 1000")
        somebody = await rows.fetchrow(
            """select mode() within group (order by assignee_id) as assignee_id,
                      mode() within group (order by requester_id) as requester_id,
                      mode() within group (order by customer_id) as customer_id
                 from tickets"""
        )
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
    async with database.transaction(actor) as session:
        session.add(started)
    await database.close()
    token = Signer([application_secret(settings)]).sign(
        organization_id=organization_id,
        person_id=person_id,
        session_id=started.id,
        lifetime=timedelta(days=1),
    )
    found = [row["id"] for row in ids]
    return Bench(settings, organization_id, person_id, token, found, dict(somebody))


@contextmanager
def api(bench: Bench, *cpus: int) -> Iterator[Target]:
    """The product, as `chamado serve` runs it."""
    program = ["-c", "from app.cli import main; main()", "serve"]
    with _running(program, _environment(bench), bench.settings.home / "api.log", cpus) as target:
        yield target


@contextmanager
def floor(bench: Bench, *cpus: int) -> Iterator[Target]:
    """The same SQL with next to nothing around it."""
    environment = _environment(bench) | {
        "FLOOR_ORGANIZATION": str(bench.organization_id),
        "FLOOR_PERSON": str(bench.person_id),
    }
    with _running(
        ["-m", "bench.floor"], environment, bench.settings.home / "floor.log", cpus
    ) as target:
        yield target


def _environment(bench: Bench) -> dict[str, str]:
    settings = bench.settings
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
    }


@contextmanager
def _running(
    program: list[str], environment: dict[str, str], log: Path, cpus: tuple[int, ...]
) -> Iterator[Target]:
    port = free_port()
    with (
        log.open("w") as output,
        subprocess.Popen(
            [sys.executable, *program],
            env=environment | {"CHAMADO_PORT": str(port)},
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - there are no threads yet
        ) as process,
    ):
        try:
            pin(process.pid, *cpus)
            _await_answer(process, port, log)
            yield Target(port, process.pid)
        finally:
            process.terminate()


def _await_answer(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"A server ended before it answered:\n{log.read_text()[-2000:]}")
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.1)
    raise RuntimeError("A server does not answer.")
