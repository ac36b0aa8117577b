"""Connections: what a client may send before it is somebody, in bytes and in seconds.

uvicorn bounds the pause between two requests of a connection, and nothing else.
"""

import asyncio
import json
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from app.core.values.errors import (
    HeadersTooLarge,
    MalformedRequest,
    Refusal,
    RequestTimedOut,
    Unavailable,
)
from app.core.values.ids import new_id
from app.core.values.notation import DEFAULT_ZONE, Notation
from app.core.values.text import choose_locale

#: Request line and headers together; browsers and proxies stay far below.
MOST_HEAD_BYTES = 32_768
MOST_HEADERS = 100
#: From the first byte of a request, or from the connection for the first one.
HEAD_SECONDS = 10
#: For a body as a whole (4 MiB over a slow telephone), and between two pieces of it.
BODY_SECONDS, PAUSE_SECONDS = 180, 20
#: For taking what lies ready of an answer: until then it holds memory, and perhaps a transaction.
TAKING_SECONDS = 60
#: Of a process. Each takes memory and a file descriptor.
MOST_CONNECTIONS = 2_000


class LimitedConnection(HttpToolsProtocol):
    """A connection that ends when its client sends too much, or too slowly."""

    _timer: asyncio.TimerHandle | None = None
    _taking: asyncio.TimerHandle | None = None
    _refusal: type[Refusal] = MalformedRequest
    _in_head = True
    _head_bytes = 0
    #: Requests that began, and whether one ended, in the piece that is being read.
    _begun = 0
    _ended = False
    _body_until = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            self._end(Unavailable)
        else:
            self._expect(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        self._expect(None)
        self._stop_taking()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        was_in_head, was_idle = self._in_head, not self._head_bytes
        if not was_in_head:
            self._expect(min(PAUSE_SECONDS, self._body_until - self.loop.time()))
        self._begun, self._ended = 0, False
        super().data_received(data)
        # A header is told once it is complete: one without an end is seen here alone. A piece with
        # the end of a request has a body, or a head that was told; what follows is counted.
        if self._in_head and was_in_head and not self._ended and self._begun <= was_idle:
            self._head_bytes += len(data)
            if self._head_bytes > MOST_HEAD_BYTES:
                self._end(HeadersTooLarge)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._begun += 1
        self._in_head, self._head_bytes = True, 1
        self._expect(HEAD_SECONDS)

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        told = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if len(self.headers) > MOST_HEADERS or told > MOST_HEAD_BYTES:
            self._refusal = HeadersTooLarge
            raise ValueError  # ends the parser, which asks for the answer to a broken request

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._body_until = self.loop.time() + BODY_SECONDS
        self._expect(PAUSE_SECONDS)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._expect(None)
        self._in_head, self._head_bytes, self._ended = True, 0, True
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's own words
        self._end(self._refusal)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._taking = self.loop.call_later(TAKING_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        self._stop_taking()
        super().resume_writing()

    def _stop_taking(self) -> None:
        if self._taking is not None:
            self._taking.cancel()
            self._taking = None

    def _expect(self, seconds: float | None) -> None:
        """Something has to have come within these seconds; None: it is our turn."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None if seconds is None else self.loop.call_later(seconds, self._time_out)

    def _time_out(self) -> None:
        if not self._in_head and self.flow.read_paused:
            self._expect(PAUSE_SECONDS)  # it is the app that takes its time
        else:
            self._end(RequestTimedOut)

    def _end(self, kind: type[Refusal]) -> None:
        """Say why, unless that would fall into an answer or nobody asked, and hang up."""
        self._expect(None)
        if self.transport.is_closing():
            return
        before = self.cycle if self.cycle and not self.cycle.response_complete else None
        if self._in_head:
            is_silent = before is not None or (kind is RequestTimedOut and not self._head_bytes)
        else:
            is_silent = self.cycle is not None and self.cycle.response_started
        if not is_silent:
            self.transport.write(_written(kind(), self.headers or []))
        if before:
            before.disconnected = True
            before.message_event.set()
        self.transport.close()


def _written(refusal: Refusal, headers: list[tuple[bytes, bytes]]) -> bytes:
    """A problem document as the whole answer: there is no request that an app could answer."""
    request_id = str(new_id())
    language = dict(headers).get(b"accept-language", b"").decode("latin-1")
    body: dict[str, Any] = refusal.body(Notation(choose_locale(language), DEFAULT_ZONE), request_id)
    content = json.dumps(body, ensure_ascii=False).encode()
    lines = {
        "content-type": "application/problem+json",
        "content-length": str(len(content)),
        "x-request-id": request_id,
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
        "connection": "close",
    } | {name.lower(): value for name, value in refusal.headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return STATUS_LINE[refusal.status] + head.encode() + b"\r\n" + content
