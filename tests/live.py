"""The API and its worker as processes of their own, in which the demo organizations live."""

import itertools
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from app.embedded.processes import end_with_parent, free_port
from app.embedded.servers import Servers
from tests.databases import migrated_database
from tests.leaks import watch
from tests.patience import PATIENCE
from tests.queues import queue_of

_COMMAND = [sys.executable, "-c", "from app.cli import main; main()"]
_UNLIMITED = ("READ", "WRITE", "SEARCH", "EXPORT", "SIGN_IN_ADDRESS")
_numbers = itertools.count()


@pytest.fixture(scope="session")
def demo_url(
    servers: Servers, worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Where an API with the demo organizations answers; a worker stands beside it."""
    home = tmp_path_factory.mktemp("live")
    nth = next(_numbers)
    database = migrated_database(servers, f"live_{worker_id}_{os.getpid()}_{nth}")
    port = free_port()
    settings = {
        "CHAMADO_ENV": "test",
        "CHAMADO_HOME": str(home),
        "CHAMADO_PORT": str(port),
        "CHAMADO_DATABASE_URL": database.database_url,
        "CHAMADO_REDIS_URL": queue_of(servers.redis_url, worker_id, "live", nth),
        **{f"CHAMADO_{name}_LIMIT": "1000000" for name in _UNLIMITED},
    }
    subprocess.run([*_COMMAND, "seed"], env=_environment(settings), check=True, timeout=PATIENCE)
    with ExitStack() as stack:
        api = stack.enter_context(_running("serve", settings, home))
        stack.enter_context(_running("worker", settings, home))
        url = f"http://127.0.0.1:{port}"
        _wait_until_ready(url, api, home)
        yield url


@contextmanager
def _running(
    program: str, settings: dict[str, str], home: Path
) -> Iterator[subprocess.Popen[bytes]]:
    with (home / f"{program}.log").open("wb") as log:
        process = subprocess.Popen(
            [*_COMMAND, program],
            env=_environment(settings),
            stdout=log,
            stderr=log,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - it calls prctl and nothing else
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)
        assert not watch.found_in((home / f"{program}.log").read_text()), "a secret in the log"


def _wait_until_ready(url: str, api: "subprocess.Popen[bytes]", home: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and api.poll() is None:
        try:
            if httpx.get(f"{url}/readyz", timeout=PATIENCE).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise AssertionError((home / "serve.log").read_text())


def _environment(settings: dict[str, str]) -> dict[str, str]:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("CHAMADO_")}
    return inherited | settings
