"""Runs `chamado` as a person would: a process of its own, in a folder of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from app.embedded.processes import free_port
from tests.patience import PATIENCE

COMMAND = [sys.executable, "-c", "from app.cli import main; main()"]


def chamado(*arguments: str, typed: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """One command, to its end; `typed` is what it reads."""
    return subprocess.run(
        [*COMMAND, *arguments],
        input=typed,
        env=_environment(settings),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


class Running:
    """A `chamado run` that goes on until it is told to stop."""

    def __init__(self, home: Path, **settings: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.began = time.monotonic()
        self.output = home.with_suffix(".out")
        self.settings = {"CHAMADO_HOME": str(home), "CHAMADO_PORT": str(self.port), **settings}
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [*COMMAND, "run"],
                env=_environment(self.settings),
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def until_ready(self) -> float:
        """Seconds from the command to the first good answer of /readyz."""
        while self.process.poll() is None and time.monotonic() < self.began + PATIENCE:
            if self._is_ready():
                return time.monotonic() - self.began
            time.sleep(0.05)
        raise AssertionError(self.output.read_text())

    def until_ready_again(self) -> None:
        """Until the API answers well, and everything that was started again runs."""
        deadline = time.monotonic() + PATIENCE
        while not (self._is_ready() and len(self.children()) == 2):
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() < deadline, self.output.read_text()
            time.sleep(0.05)

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/readyz", timeout=PATIENCE).is_success
        except httpx.TransportError:
            return False

    def until_it_says(self, words: str) -> str:
        """What it has printed, once that holds `words`."""
        deadline = time.monotonic() + PATIENCE
        while words not in (said := self.output.read_text()):
            assert time.monotonic() < deadline, said
            time.sleep(0.05)
        return said

    def stop(self) -> int:
        """Ask it to stop; its exit code."""
        self.process.terminate()
        return self.process.wait(PATIENCE)

    def children(self) -> dict[str, int]:
        """The process ids of the API and the worker."""
        rows = self._below()
        return {name: int(row[0]) for name in ("serve", "worker") for row in rows if name in row}

    def valkey(self) -> int:
        """The process id of the embedded Valkey."""
        [pid] = [int(row[0]) for row in self._below() if "valkey-server" in row[2]]
        return pid

    def _below(self) -> list[list[str]]:
        listed = subprocess.run(
            ["ps", "-ww", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True
        ).stdout
        rows = [line.split() for line in listed.splitlines()]
        return [row for row in rows if row[1] == str(self.process.pid)]


@contextmanager
def running(home: Path, **settings: str) -> Iterator[Running]:
    """A `chamado run`, stopped at the end whatever happens."""
    program = Running(home, **settings)
    try:
        yield program
    finally:
        if program.process.poll() is None:
            program.stop()


def _environment(settings: dict[str, str]) -> dict[str, str]:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("CHAMADO_")}
    return inherited | settings
