"""Prefork: what is loaded once is shared by several processes, and one that dies is replaced."""

import gc
import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from tempfile import TemporaryDirectory

import structlog

from app.embedded.processes import CannotStartError, end_with_parent, undisturbed

log = structlog.get_logger()

_STOPPING = (signal.SIGINT, signal.SIGTERM)
#: A process that has lived so long is replaced at once, another one after a pause that grows.
_STEADY_SECONDS = 10
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.5, 30


@contextmanager
def shared_metrics() -> Iterator[None]:
    """Count in files, so that each process tells the sums of all; before prometheus is imported."""
    with TemporaryDirectory(prefix="chamado-metrics-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        try:
            yield
        finally:
            del os.environ["PROMETHEUS_MULTIPROC_DIR"]


def forget_process(pid: int | None) -> None:
    """Leave the states of a process that has ended out of the sums."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client.multiprocess import (  # noqa: PLC0415 - it reads the environment
            mark_process_dead,
        )

        mark_process_dead(pid)  # type: ignore[no-untyped-call]  # it brings no types


@dataclass(slots=True)
class Prefork:
    """Forks that accept from one listening socket; what they run ends on SIGTERM.

    They are forked before there is a thread, a connection or an event loop to inherit.
    """

    listener: socket.socket
    run: Callable[[socket.socket], None]
    #: What a process may take to finish its requests.
    grace_seconds: float
    _began: dict[BaseProcess, float] = field(default_factory=dict)

    def supervise(self, processes: int) -> None:
        """Keep so many processes running until SIGTERM or Ctrl-C raise here."""
        # A collection writes to what it looks at, and what a process writes to is not shared.
        gc.collect()
        gc.freeze()
        until, pause = time.monotonic() + _STEADY_SECONDS, 0.0
        try:
            while True:
                time.sleep(pause)
                while len(self._began) < processes:
                    self._fork()
                pause = self._until_one_ends(pause, may_fail=time.monotonic() > until)
        finally:
            with undisturbed():
                self._stop()

    def _fork(self) -> None:
        process = multiprocessing.get_context("fork").Process(target=self._run)
        # No signal comes between a fork and knowing of it; in the fork it waits until it is ready.
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
        try:
            process.start()
            self._began[process] = time.monotonic()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)

    def _run(self) -> None:
        end_with_parent()
        os.setsid()  # a Ctrl-C reaches the parent alone, which tells us
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
        self.run(self.listener)

    def _until_one_ends(self, pause: float, *, may_fail: bool) -> float:
        """Take out those that ended; how long to wait before they are replaced."""
        wait([process.sentinel for process in self._began])
        for process in [process for process in self._began if not process.is_alive()]:
            lived = time.monotonic() - self._began.pop(process)
            code = process.exitcode or 0
            if code > 0 and not may_fail:
                raise CannotStartError(f"The API does not start (exit code {code}).")
            forget_process(process.pid)
            log.error("process_ended", pid=process.pid, exit_code=code, seconds=round(lived, 1))
            grown = min(2 * pause, _LONGEST_PAUSE_SECONDS) or _FIRST_PAUSE_SECONDS
            pause = 0.0 if lived > _STEADY_SECONDS else grown
            process.close()
        return pause

    def _stop(self) -> None:
        self.listener.close()  # or connections would come in that nobody accepts any more
        for process in self._began:
            process.terminate()
        deadline = time.monotonic() + self.grace_seconds
        for process in self._began:
            process.join(max(0, deadline - time.monotonic()))
            process.kill()
            process.join()
