"""People who ask all the time: a client quick enough not to be what is measured."""

import asyncio
import itertools
import math
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
    """Requests that `clients` send in turn, each waiting for its answer.

    They go on for `seconds`, or until each request was sent once. With `per_second` nobody waits:
    a client of its own sends each request when its time has come.
    """

    port: int
    requests: tuple[bytes, ...]
    seconds: float | None = None
    clients: int = CLIENTS
    per_second: float | None = None


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
    requests: Iterator[bytes]
    ends_at: float = math.inf
    milliseconds: list[float] = field(default_factory=list)


class _Client(asyncio.Protocol):
    """One keep-alive connection with one request on its way."""

    def __init__(self, run: _Run, done: asyncio.Future[None]) -> None:
        self.run = run
        self.done = done
        self.answer = b""
        self.length = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self._send_next()

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
            self._send_next()

    def connection_lost(self, error: Exception | None) -> None:
        self._end(error or ConnectionError("The server closed the connection."))

    def _send_next(self) -> None:
        self.answer, self.length = b"", 0
        content = next(self.run.requests, None)
        if content is None:
            self._end()
            return
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
    started = time.perf_counter()
    endless = load.seconds is not None and load.per_second is None
    requests = itertools.cycle(load.requests) if endless else iter(load.requests)
    run = _Run(requests, started + load.seconds if load.seconds and endless else math.inf)

    async def begin(one: _Run) -> asyncio.Future[None]:
        end = loop.create_future()
        await loop.create_connection(partial(_Client, one, end), "127.0.0.1", load.port)
        return end

    if load.per_second is None:
        ends = [await begin(run) for _ in range(load.clients)]
    else:
        ends = []
        for place, content in enumerate(load.requests):
            await asyncio.sleep(started + place / load.per_second - time.perf_counter())
            ends.append(await begin(_Run(iter((content,)), milliseconds=run.milliseconds)))
    await asyncio.gather(*ends)
    took = time.perf_counter() - started
    times = sorted(run.milliseconds)
    return Outcome(len(times), took, times[len(times) // 2], times[int(len(times) * 0.99)])
