"""Embedded servers: a real PostgreSQL and a real Valkey in one folder."""

import fcntl
import getpass
import json
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from errno import EDQUOT, ENOSPC
from pathlib import Path
from typing import TextIO
from urllib.parse import urlsplit

from app.embedded import postgres, valkey
from app.embedded.processes import CannotStartError, choose_identity, undisturbed

ROLES = Path(__file__).parents[2] / "migrations" / "roles.sql"

_DATABASE = "chamado"


@dataclass(frozen=True)
class Servers:
    """Addresses of the servers. Each URL holds its password: none of them goes into a log."""

    database_url: str
    owner_database_url: str
    admin_url: str
    redis_url: str

    def with_database(self, name: str) -> "Servers":
        """The same servers and logins, another database."""

        def elsewhere(url: str) -> str:
            return urlsplit(url)._replace(path=f"/{name}").geturl()

        return Servers(
            database_url=elsewhere(self.database_url),
            owner_database_url=elsewhere(self.owner_database_url),
            admin_url=elsewhere(self.admin_url),
            redis_url=self.redis_url,
        )


@dataclass(frozen=True)
class RunningServers:
    """Servers that run in a folder, as its lock file says; ports are 0 until they answer."""

    pid: int
    since: str
    url: str
    postgres_port: int = 0
    valkey_port: int = 0


@dataclass(frozen=True)
class OwnServer:
    """A server of this process, which can be started again where it was."""

    name: str
    server: postgres.Postgres | valkey.Valkey
    port: int

    def is_serving(self) -> bool:
        return self.server.is_serving()

    def start_again(self) -> None:
        with undisturbed():
            self.server.start(self.port)


@contextmanager
def start(home: Path, *, url: str = "", durable: bool = True) -> Iterator[Servers]:
    """Run both servers in `home` until the block ends; what they hold stays there.

    `url` is where the program that needs them answers: a second start names it. Without `durable`
    nothing is flushed to the disk, which is quicker and right only for tests.
    """
    with start_watched(home, url=url, durable=durable) as (servers, _):
        yield servers


@contextmanager
def start_watched(
    home: Path, *, url: str = "", durable: bool = True
) -> Iterator[tuple[Servers, list[OwnServer]]]:
    """As `start`, for whoever starts a server again when it ends by itself."""
    with ExitStack() as running:
        with _in_plain_words(home):
            started = _start(running, home.absolute(), url, durable=durable)
        yield started


def attach(home: Path) -> Servers | None:
    """The servers that another process runs in `home`; None when none runs there."""
    found = running_in(home)
    if found is None:
        return None
    if not found.valkey_port:
        raise CannotStartError(f"Process {found.pid} is still starting in {home}: try again.")
    with _in_plain_words(home):
        return _servers(found, _passwords(home))


def is_made(home: Path) -> bool:
    """Look whether servers have run in `home` before."""
    return _data_path(home).exists()


def running_in(home: Path) -> RunningServers | None:
    """Servers that run in `home` now; None: there are none."""
    try:
        lock = _lock_path(home).open()
    except OSError:
        return None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _read(lock)
    return None


def create_database(servers: Servers, name: str, template: str | None = None) -> Servers:
    """Make a database with our roles and extensions, or a copy of another; where to find it."""
    created = servers.with_database(name)
    if template:
        copy = 'create database :"name" template :"template" owner chamado_owner'
        run_sql(servers.with_database("postgres"), copy, name=name, template=template)
    else:
        create = """select format('create database %I', :'name')
            where not exists (select from pg_database where datname = :'name') \\gexec"""
        run_sql(servers.with_database("postgres"), create, name=name)
        run_sql(created, ROLES.read_text())
    return created


def run_sql(servers: Servers, script: str, **variables: str) -> str:
    """Run a psql script as the superuser: `:"name"` and `:'name'` stand for the variables."""
    admin, owner, app = map(
        urlsplit, (servers.admin_url, servers.owner_database_url, servers.database_url)
    )
    environment = {
        "PGPASSWORD": admin.password or "",
        "CHAMADO_OWNER_PASSWORD": owner.password or "",
        "CHAMADO_APP_PASSWORD": app.password or "",
        "PGOPTIONS": "-c client_min_messages=warning",
    }
    place = f"{admin.username}@{admin.hostname}:{admin.port}"
    without_password = admin._replace(netloc=place).geturl()
    return postgres.run_psql(without_password, script, variables, environment)


def _start(
    running: ExitStack, home: Path, url: str, *, durable: bool
) -> tuple[Servers, list[OwnServer]]:
    # Others may pass through to what is theirs (`nobody` to the servers' folders), not look around.
    home.mkdir(mode=0o711, parents=True, exist_ok=True)
    lock = running.enter_context(_locked(home))
    before = _read(lock)
    passwords = _passwords(home)
    identity = choose_identity(postgres.PROGRAM, home)
    database = postgres.Postgres(_data_path(home), passwords["postgres"], identity, durable=durable)
    queue = valkey.Valkey(home / "valkey", passwords["valkey"], identity)

    if before and before.valkey_port:
        queue.stop_leftover(before.valkey_port)
    now = RunningServers(os.getpid(), f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC", url)
    _write(lock, now)
    running.callback(_stop, database)
    with undisturbed():
        now = replace(now, postgres_port=database.start())
    running.callback(_stop, queue)
    with undisturbed():
        now = replace(now, valkey_port=queue.start())
    servers = _servers(now, passwords)
    create_database(servers, _DATABASE)
    _write(lock, now)
    return servers, [
        OwnServer("PostgreSQL", database, now.postgres_port),
        OwnServer("Valkey", queue, now.valkey_port),
    ]


def _stop(server: postgres.Postgres | valkey.Valkey) -> None:
    with undisturbed():
        server.stop()


def _servers(at: RunningServers, passwords: dict[str, str]) -> Servers:
    def database(role: str, password: str) -> str:
        return f"postgresql://{role}:{password}@127.0.0.1:{at.postgres_port}/{_DATABASE}"

    return Servers(
        database("chamado_app", passwords["app"]),
        database("chamado_owner", passwords["owner"]),
        database("postgres", passwords["postgres"]),
        f"redis://:{passwords['valkey']}@127.0.0.1:{at.valkey_port}/0",
    )


def _passwords(home: Path) -> dict[str, str]:
    """Made once; whoever may read this file may read everything."""
    path = home / "passwords.json"
    if not path.exists():
        if (home / "postgres").exists():
            raise CannotStartError(f"{path} is missing, and without it the data stays shut.")
        made = {name: secrets.token_urlsafe(24) for name in ("postgres", "owner", "app", "valkey")}
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with _open_private(fresh) as file:
            json.dump(made, file)
        fresh.rename(path)  # whatever interrupts us: it is there as a whole, or not at all
    passwords: dict[str, str] = json.loads(path.read_text())
    return passwords


@contextmanager
def _locked(home: Path) -> Iterator[TextIO]:
    with _open_private(_lock_path(home)) as lock:
        for _ in range(10):  # somebody may be looking who runs here
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(0.02)
        else:
            raise CannotStartError(_in_use(home, _read(lock)))
        yield lock
        lock.truncate(0)


def _in_use(home: Path, by: RunningServers | None) -> str:
    who = f"process {by.pid} (since {by.since})" if by else "another process"
    where = f" and answers at {by.url}" if by and by.url else ""
    way_out = "Stop it, or set CHAMADO_HOME to another folder."
    return f"{home} is in use: {who} runs there{where}. {way_out}"


def _data_path(home: Path) -> Path:
    return home / "postgres"


def _lock_path(home: Path) -> Path:
    return home / "running.json"


def _open_private(path: Path) -> TextIO:
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+")


def _read(lock: TextIO) -> RunningServers | None:
    lock.seek(0)
    try:
        return RunningServers(**json.load(lock))
    except ValueError:
        return None


def _write(lock: TextIO, running: RunningServers) -> None:
    lock.seek(0)
    lock.truncate()
    json.dump(asdict(running), lock)
    lock.flush()


@contextmanager
def _in_plain_words(home: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in {ENOSPC, EDQUOT}:
            raise CannotStartError(f"The disk that holds {home} is full.") from error
        raise CannotStartError(
            f"{error.filename or home} cannot be used by {getpass.getuser()}: {error.strerror}."
            " Set CHAMADO_HOME to a folder of your own."
        ) from error
