"""The whole cost of an operation: processor time of every process until nothing is left to do."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg

from bench.pinning import cpu_seconds

#: Whatever the worker is told by: all of it is rows in the database.
_QUIET = """
    select not exists (select from event_heads h join dispatcher_positions p using (organization_id)
                        where p.seq < h.seq)
       and not exists (select from deliveries where due_at is not null)
       and not exists (select from outbox_tasks where due_at is not null)"""
_PAUSE_SECONDS = 0.05

Parts = dict[str, float]


@dataclass(frozen=True)
class Meter:
    """Reads the clocks of all processes, and sees in the database when they are done."""

    runner: asyncio.Runner
    #: As the superuser, whom no policy binds.
    admin: "asyncpg.Connection[Any]"
    valkey: int
    postgres: int

    def ask(self, sql: str, *values: Any) -> Any:
        """The first row of a query."""
        return self.runner.run(self.admin.fetchrow(sql, *values))

    def await_quiet(self, seconds: float = 120) -> None:
        """Return once no event is to be dispatched, and no delivery and no outbox task waits."""
        ends_at = time.monotonic() + seconds
        while not self.ask(_QUIET)[0]:
            if time.monotonic() > ends_at:
                raise RuntimeError(f"After {seconds:.0f} s the worker is not done yet.")
            time.sleep(_PAUSE_SECONDS)

    def read(self, server: int, worker: int) -> Parts:
        """Seconds of processor time so far, without our own questions."""
        asking = self.admin.get_server_pid()
        return {
            "server": cpu_seconds(server),
            "worker": cpu_seconds(worker),
            "valkey": cpu_seconds(self.valkey),
            "postgres": cpu_seconds(self.postgres, without=asking),
        }


def spent(before: Parts, after: Parts, operations: int = 1) -> Parts:
    """Milliseconds of each part between two readings, for each operation."""
    return {name: (after[name] - before[name]) / operations * 1000 for name in after}


@contextmanager
def meter(admin_url: str, home: Path) -> Iterator[Meter]:
    """A meter for one database of the servers in this folder."""
    with asyncio.Runner() as runner:
        admin = runner.run(asyncpg.connect(admin_url))
        postgres = int((home / "postgres" / "postmaster.pid").read_text().split()[0])
        try:
            yield Meter(runner, admin, _working_in(home / "valkey"), postgres)
        finally:
            runner.run(admin.close())


def _working_in(folder: Path) -> int:
    """The process whose working folder this is; 0: none can be seen."""
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if (path / "cwd").readlink() == folder.resolve():
                return int(path.name)
        except OSError:
            continue
    return 0
