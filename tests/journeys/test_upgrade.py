"""The next release migrates while processes of this one serve: who goes on, and who must stop."""

import shutil
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import httpx

from app.operations.migrations import Schema, newest_migration
from tests.journeys.house import House, Person
from tests.patience import PATIENCE, wait_for
from tests.platform.commands import COMMAND

ROOT = Path(__file__).parents[2]
MIGRATION = '''"""A migration of the next release."""

from alembic import op

from migrations.releases import refuse_code_before

revision = "{revision}"
down_revision = "{after}"


def upgrade() -> None:
    {change}
'''
#: What each step of a change does to a table that everybody uses meanwhile.
EXPAND = 'op.execute("alter table tickets add column next_release text")'
CONTRACT = "refuse_code_before(revision)"


@dataclass
class Traffic:
    """What a caller is answered meanwhile: (request, status), counted."""

    answers: Counter[tuple[str, int]] = field(default_factory=Counter)

    def until_answered(self, request: str, times: int) -> None:
        before = self._count(request)
        wait_for(lambda: self._count(request) >= before + times, f"{times} x {request}")

    def _count(self, request: str) -> int:
        return sum(count for (name, _), count in self.answers.items() if name == request)


def test_a_running_release_serves_the_schema_of_the_next_until_that_refuses_it(
    house: House, tmp_path: Path
) -> None:
    house.found_organization("conecta", "regina")
    serving = house.serve()
    worker = house.start("worker")
    next_release = release(tmp_path / "next", EXPAND)
    with traffic(house) as seen:
        seen.until_answered("open", 3)
        assert migrate(house, next_release) == "The database is at 9001.\n"
        seen.until_answered("open", 10)
        seen.until_answered("readyz", 3)
    assert {status for _, status in seen.answers} <= {200, 201}

    assert migrate(house, ROOT) == (
        f"The database is at 9001, newer than this code ({newest_migration()}).\n"
    )
    serving.kill()
    serving = house.serve()  # one that crashed comes back
    assert worker.process.poll() is None

    migrate(house, release(tmp_path / "last", EXPAND, CONTRACT))
    answer = httpx.get(f"{house.url}/readyz", timeout=PATIENCE)
    assert answer.status_code == 503
    assert "needs code that knows 9002" in answer.json()["checks"]["migrations"]
    for command in ("serve", "worker"):
        refused = house.start(command)
        assert refused.process.wait(PATIENCE) == 1
        assert "use a newer release" in refused.output.read_text()


async def test_a_migration_that_would_make_others_wait_is_undone_and_says_how_to_go_on(
    house: House, tmp_path: Path
) -> None:
    next_release = release(tmp_path / "next", EXPAND)
    reader = await asyncpg.connect(house.servers.admin_url)
    await reader.execute("begin; lock table tickets in access share mode")
    refused = try_to_migrate(house, next_release)
    assert refused.returncode == 1
    assert "run `chamado migrate` again" in refused.stderr
    assert "Traceback" not in refused.stderr
    await reader.close()
    assert migrate(house, next_release) == "The database is at 9001.\n"


def test_what_a_build_can_serve() -> None:
    ours = newest_migration()
    older, newer = f"{int(ours) - 1:04}", f"{int(ours) + 1:04}"
    assert not Schema(ours, ours).refusal
    assert not Schema(newer, ours).refusal
    assert not Schema(newer, older).refusal
    assert f"needs code that knows {newer}" in Schema(newer, newer).refusal
    assert f"is at {older}, and this code needs {ours}" in Schema(older, older).refusal
    assert "is not migrated" in Schema("", "").refusal


def release(folder: Path, *changes: str) -> Path:
    """This code, which has so many more migrations."""
    folder.mkdir()
    (folder / "app").symlink_to(ROOT / "app")
    shutil.copytree(ROOT / "migrations", folder / "migrations")
    shutil.copy(ROOT / "alembic.ini", folder)
    after = newest_migration()
    for number, change in enumerate(changes, start=9001):
        written = MIGRATION.format(revision=number, after=after, change=change)
        (folder / "migrations" / "versions" / f"{number}_next.py").write_text(written)
        after = str(number)
    return folder


def migrate(house: House, of: Path) -> str:
    """`chamado migrate` of a release."""
    done = try_to_migrate(house, of)
    assert done.returncode == 0, done.stderr
    return done.stdout


def try_to_migrate(house: House, of: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, "migrate"],
        env={**house.environment, "PYTHONPATH": str(of)},
        cwd=of,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@contextmanager
def traffic(house: House) -> Iterator[Traffic]:
    """A caller who opens tickets, and a balancer that asks whether it may send more."""
    seen, over = Traffic(), threading.Event()
    regina = Person.sign_in(house, "conecta", "regina")
    body = {"subject": "Sem sinal", "description": "Luz vermelha."}

    def use() -> None:
        while not over.is_set():
            for name, answer in (
                ("readyz", httpx.get(f"{house.url}/readyz", timeout=PATIENCE)),
                ("open", regina.http.post("/v1/tickets", json=body)),
                ("list", regina.http.get("/v1/tickets")),
            ):
                seen.answers[name, answer.status_code] += 1

    caller = threading.Thread(target=use)
    caller.start()
    try:
        yield seen
    finally:
        over.set()
        caller.join()
