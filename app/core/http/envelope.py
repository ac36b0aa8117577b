"""The outermost middleware: request id, security headers, log line, metrics, body limit."""

import re
import time
from collections.abc import Callable
from functools import cache
from typing import Any

from prometheus_client import Histogram
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.http.problems import answer
from app.core.traces import TRACES
from app.core.values.errors import BodyTooLarge, InternalError
from app.core.values.ids import new_id

_ACCEPTED_ID = re.compile(r"[\w-]{8,64}", re.ASCII)
#: W3C trace context: version-trace-parent-flags.
_TRACE = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}", re.ASCII)

#: An answer is no page, except where a page says so itself.
_NO_PAGE = (
    (b"content-security-policy", b"default-src 'none'; base-uri 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
)
SECONDS = Histogram(
    "chamado_http_request_seconds",
    "Time from the first byte of a request to the last of its answer.",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


LogRequest = Callable[[dict[str, Any], BaseException | None], None]


class Envelope:
    """Outermost: nothing answers without passing through here."""

    def __init__(
        self, app: ASGIApp, *, max_body_bytes: int, max_upload_bytes: int, log_request: LogRequest
    ) -> None:
        self.app = app
        self.log_request = log_request
        self.max_body_bytes = max_body_bytes
        self.max_upload_bytes = max_upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        headers = dict(scope["headers"])
        scope["request_id"] = _request_id(headers)
        status, begun = 500, False
        failure: BaseException | None = None
        received = 0
        is_upload = headers.get(b"content-type", b"").lower().startswith(b"multipart/form-data")
        limit = self.max_upload_bytes if is_upload else self.max_body_bytes

        async def limited() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise HTTPException(413)  # the one kind that FastAPI lets through while reading
            return message

        async def enveloped(message: Message) -> None:
            nonlocal status, begun
            if message["type"] == "http.response.start":
                status, begun = message["status"], True
                _add_headers(scope, message)
            await send(message)

        try:
            announced = headers.get(b"content-length", b"0")
            if announced.isdigit() and int(announced) > limit:
                refusal = BodyTooLarge(limit_bytes=limit)
                await answer(Request(scope), refusal)(scope, receive, enveloped)
            else:
                parent = headers.get(b"traceparent", b"").decode("latin-1")
                with TRACES.span(scope["method"], parent) as span:
                    await self.app(scope, limited, enveloped)
                    if span.is_recording():
                        span.update_name(f"{scope['method']} {_path(scope)}")
                        span.set_attribute("http.response.status_code", status)
        except Exception as error:
            failure = error
            if begun:
                raise
            await answer(Request(scope), InternalError())(scope, receive, enveloped)
        finally:
            self._report(scope, status, time.perf_counter() - started, failure)

    def _report(
        self, scope: Scope, status: int, seconds: float, failure: BaseException | None
    ) -> None:
        path = _path(scope)
        _seconds(scope["method"], path, status).observe(seconds)
        if path in ("/healthz", "/readyz"):
            return
        actor = scope.get("actor")
        fields = {
            "request_id": scope["request_id"],
            "method": scope["method"],
            "route": path,
            "status": status,
            "ms": round(seconds * 1000, 1),
            "organization": str(actor.organization_id) if actor else None,
            "actor": actor.principal if actor else None,
        }
        self.log_request(fields, failure)


def _path(scope: Scope) -> str:
    """The path as it was declared: `/v1/tickets/{ticket_id}`, without anybody's id."""
    path: str = getattr(scope.get("route"), "path", "unmatched")
    return path


def _request_id(headers: dict[bytes, bytes]) -> str:
    given = headers.get(b"x-request-id", b"").decode("latin-1")
    if given and _ACCEPTED_ID.fullmatch(given):
        return given
    trace = _TRACE.fullmatch(headers.get(b"traceparent", b"").decode("latin-1"))
    return trace[1] if trace else str(new_id())


def _add_headers(scope: Scope, message: Message) -> None:
    headers: list[tuple[bytes, bytes]] = message["headers"]
    names = {name for name, _ in headers}
    headers.append((b"x-request-id", scope["request_id"].encode()))
    headers.append((b"x-content-type-options", b"nosniff"))
    headers.append((b"vary", b"Authorization, Accept-Language"))
    if b"content-security-policy" not in names:
        headers.extend(_NO_PAGE)
    if b"cache-control" not in names:
        kept = b"private, no-cache" if b"etag" in names else b"no-store"
        headers.append((b"cache-control", kept))
    if share := scope.get("rate_limit"):
        for name, value in share.headers.items():
            headers.append((name.lower().encode(), value.encode()))


@cache
def _seconds(method: str, path: str, status: int) -> Histogram:
    """The series of one route and outcome: looking it up costs more than counting."""
    return SECONDS.labels(method, path, str(status))
