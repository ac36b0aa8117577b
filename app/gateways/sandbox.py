"""Sandbox: what strangers sent is worked on in processes with limits of time and memory."""

import asyncio
import multiprocessing
import os
import resource
import signal
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from threading import Event
from time import monotonic
from typing import Any, ParamSpec, TypeVar, cast

from app.core.values.errors import Unavailable

P = ParamSpec("P")
Result = TypeVar("Result")

#: Loaded once, by the server whose forks do the work: so that a fork begins at once.
_LOADED = (
    *("__main__", "typst", "openpyxl"),
    *("PIL.JpegImagePlugin", "PIL.PngImagePlugin", "PIL.WebPImagePlugin"),
    *("app.gateways.pdf", "app.gateways.pictures", "app.gateways.spreadsheets"),
    "app.gateways.xml_documents",
)
_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(list(_LOADED))
# numpy's threads, which openpyxl and vroom bring along: a process that is forked has one.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
#: On a busy machine a process gets a part of a core.
_BUSY = 4
#: Seconds after which it is noticed that nobody waits any more.
_NOTICE = 0.2

Outcome = tuple[Any, Exception | None]


class LimitExceeded(Exception):
    """The work took more time or memory than it may."""


@dataclass(slots=True)
class Sandbox:
    """Runs each call in a process of its own that ends with it, a few at a time.

    Whatever is sent, sign-in keeps its threads, and the process that answers keeps its memory.
    """

    #: CPU time of a call.
    seconds: int
    #: Memory that a call may fill.
    memory_bytes: int
    at_once: int = 2
    most_waiting: int = 30
    _calls: int = 0
    _threads: ThreadPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        self._threads = ThreadPoolExecutor(self.at_once, "sandbox")

    async def run(self, function: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Result:
        """Return or raise what the function does; that and the arguments can be pickled.

        Raises LimitExceeded, and Unavailable when too many calls wait.
        """

        def first() -> Outcome:
            with closing(self._outcomes(Event(), _work, function, args, kwargs)) as outcomes:
                for outcome in outcomes:
                    return outcome
            raise EOFError

        result, failure = await asyncio.wrap_future(self._submit(first))
        if failure is not None:
            raise failure
        return cast("Result", result)

    async def follow(
        self, function: Callable[P, Iterator[Result]], *args: P.args, **kwargs: P.kwargs
    ) -> AsyncGenerator[Result, None]:
        """Yield what the function yields, at once; closing the iterator ends the process.

        Raises as `run` does; what came before is good.
        """
        loop, queue, left = asyncio.get_running_loop(), asyncio.Queue[Outcome | None](), Event()

        def put(outcome: Outcome | None) -> None:
            if not left.is_set():
                loop.call_soon_threadsafe(queue.put_nowait, outcome)

        def read() -> None:
            for outcome in self._outcomes(left, _work_on, function, args, kwargs):
                put(outcome)

        work = self._submit(read)
        work.add_done_callback(lambda _: put(None))
        try:
            while (outcome := await queue.get()) is not None:
                result, failure = outcome
                if failure is not None:
                    raise failure
                yield result
            work.result()
        finally:
            left.set()

    def _submit(self, call: Callable[[], Any]) -> Future[Any]:
        if self._calls >= self.at_once + self.most_waiting:
            raise Unavailable
        self._calls += 1
        work = self._threads.submit(call)
        work.add_done_callback(self._count_down)
        return work

    def _count_down(self, _: object) -> None:
        self._calls -= 1

    def _outcomes(
        self, left: Event, work: Callable[..., None], *given: Any
    ) -> Generator[Outcome, None, None]:
        """Yield what the process sends, until it ends or `left` is set."""
        here, there = _processes.Pipe()
        limits = self.seconds, self.memory_bytes
        process = _processes.Process(target=work, args=(there, limits, *given))
        process.start()
        there.close()
        ends = monotonic() + _BUSY * self.seconds
        try:
            while not left.is_set():
                if here.poll(_NOTICE):
                    yield here.recv()
                elif monotonic() > ends:
                    raise LimitExceeded
        except (EOFError, ConnectionResetError):
            process.join()
            if (process.exitcode or 0) < 0:  # a signal: of the limit, or of what it made fail
                raise LimitExceeded from None
            if process.exitcode:
                raise
        finally:
            process.kill()
            process.join()
            process.close()
            here.close()


def _work(
    there: Connection,
    limits: tuple[int, int],
    function: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> None:
    _limit(limits)
    there.send(_outcome(lambda: function(*args, **kwargs)))


def _work_on(
    there: Connection,
    limits: tuple[int, int],
    function: Callable[..., Iterator[Any]],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> None:
    _limit(limits)
    results, failure = _outcome(lambda: iter(function(*args, **kwargs)))
    if failure:
        there.send((None, failure))
        return
    while (outcome := _outcome(lambda: next(results, results))) != (results, None):
        there.send(outcome)
        if outcome[1]:
            return


def _limit(limits: tuple[int, int]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C ends the parent, which ends this
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for kind, most in zip((resource.RLIMIT_CPU, resource.RLIMIT_DATA), limits, strict=True):
        resource.setrlimit(kind, (most, most))
    os.environ["RAYON_NUM_THREADS"] = "1"  # typst's; memory for the stacks of all cores is none


def _outcome(call: Callable[[], Any]) -> Outcome:
    try:
        return call(), None
    except MemoryError:
        return None, LimitExceeded()
    except Exception as failure:  # noqa: BLE001 - whoever called decides
        return None, failure
