"""Finds the Chamado that runs here; when none does, starts one and stops it afterwards."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from rich.console import Console

from app.core.settings import Settings
from app.embedded.processes import end_with_parent
from app.embedded.servers import running_in
from demo.stage import DemoFailed

_START_SECONDS = 120


@contextmanager
def running_server(settings: Settings, console: Console) -> Iterator[str]:
    """The address of a server with the demo in it."""
    found = running_in(settings.home)
    candidates = [settings.base_url, *([found.url] if found and found.url else [])]
    url = next((url for url in candidates if _answers(url, "/readyz")), None)
    if url is not None:
        if not _answers(url, "/v1/tenants/demo"):
            raise DemoFailed(f"The server at {url} has no demo: `chamado seed` makes it.")
        yield url
        return
    log = settings.home / "demo" / "server.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-c", "from app.cli import main; main()", "run"],
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - no threads run yet
        )
    try:
        with console.status("Nothing runs here: starting Chamado …"):
            _wait(server, log)
        console.print(f"Started Chamado for the demo; its log is {log}.")
        yield settings.base_url
    finally:
        server.terminate()
        server.wait()


def _wait(server: "subprocess.Popen[bytes]", log: Path) -> None:
    """Until it says that it is ready: by then it has made the demo, if there was none."""
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        time.sleep(0.2)
        said = log.read_text(errors="replace").strip()
        if server.poll() is not None:
            raise DemoFailed(said.rpartition("\n")[2] or f"Chamado ended at once; see {log}.")
        if "Chamado is ready" in said:
            return
    raise DemoFailed(f"Chamado was not ready within {_START_SECONDS} seconds; see {log}.")


def _answers(url: str, path: str) -> bool:
    try:
        return httpx.get(f"{url}{path}", timeout=2).is_success
    except httpx.HTTPError:
        return False
