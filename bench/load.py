"""People who ask all the time: a client quick enough not to be what is measured."""

import asyncio
import itertools
import multiprocessing
import re
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import cast

import uvloop

from bench.pinning import pin

CLIENTS = 16
#: In a request it becomes a new key each time; as long as a key is.
KEY = b"{a-new-idempotency-key-each-time}"

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Load:
    """Requests that `clients` send in turn, each waiting for its answer, for `seconds`."""

    port: int
    requests: tuple[bytes, ...]
    seconds: float
    clients: int = CLIENTS


@dataclass(frozen=True)
class Outcome:
    """Results of the requests of one load."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


def request(method: str, path: str, token: str, body: bytes = b"", *, keyed: bool = False) -> bytes:
    """A request as it goes over the wire."""
    headers = f"{method} {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n"
    if body:
        headers += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    if keyed:
        headers += f"Idempotency-Key: {KEY.decode()}\r\n"
    return headers.encode() + b"\r\n" + body


@contextmanager
def generator(cpu: int) -> Iterator[ProcessPoolExecutor]:
    """A process of its own that `run` can be submitted to."""
    with ProcessPoolExecutor(
        1, multiprocessing.get_context("spawn"), initializer=pin, initargs=(0, cpu)
    ) as pool:
        yield pool


def run(load: Load) -> Outcome:
    """Send the load; raises when an answer is not a success."""
    return uvloop.run(_run(load))


@dataclass
class _Run:
    load: Load
    requests: Iterator[bytes] = field(init=False)
    ends_at: float = 0.0
    milliseconds: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.requests = itertools.cycle(self.load.requests)


class _Client(asyncio.Protocol):
    """One keep-alive connection with one request on its way."""

    def __init__(self, run: _Run, done: asyncio.Future[None]) -> None:
        self.run = run
        self.done = done
        self.answer = b""
        self.length = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self._send()

    def data_received(self, data: bytes) -> None:
        self.answer += data
        if not self.length:
            head = self.answer.find(b"\r\n\r\n")
            if head < 0:
                return
            found = _LENGTH.search(self.answer, 0, head)
            self.length = head + 4 + (int(found[1]) if found else 0)
        if len(self.answer) < self.length:
            return
        now = time.perf_counter()
        self.run.milliseconds.append((now - self.sent_at) * 1000)
        if self.answer[9:10] != b"2":
            self._end(RuntimeError(self.answer.decode(errors="replace")))
        elif now > self.run.ends_at:
            self._end()
        else:
            self._send()

    def connection_lost(self, error: Exception | None) -> None:
        self._end(error or ConnectionError("The server closed the connection."))

    def _send(self) -> None:
        self.answer, self.length = b"", 0
        content = next(self.run.requests)
        if KEY in content:
            content = content.replace(KEY, _new_key())
        self.sent_at = time.perf_counter()
        self.transport.write(content)

    def _end(self, error: Exception | None = None) -> None:
        if not self.done.done():
            if error:
                self.done.set_exception(error)
            else:
                self.done.set_result(None)
        self.transport.close()


_keys = itertools.count(time.time_ns())


def _new_key() -> bytes:
    return f"{next(_keys):0{len(KEY)}d}".encode()


async def _run(load: Load) -> Outcome:
    loop = asyncio.get_running_loop()
    run = _Run(load)
    started = time.perf_counter()
    run.ends_at = started + load.seconds
    ends = [loop.create_future() for _ in range(load.clients)]
    for end in ends:
        await loop.create_connection(partial(_Client, run, end), "127.0.0.1", load.port)
    await asyncio.gather(*ends)
    took = time.perf_counter() - started
    times = sorted(run.milliseconds)
    return Outcome(len(times), took, times[len(times) // 2], times[int(len(times) * 0.99)])
